import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createServer, sqlite } from '@herenow/server'
import { silentLogger } from '@herenow/testing'
import { describe, expect, it, onTestFinished } from 'vitest'
import { parse } from 'yaml'
import { root } from './document-examples.ts'
import { freePort } from './free-port.mjs'

// docs/deploy has files to start from, and docs/deploy.md commands: what of them can be run without Docker is run here.

const textOf = (file: string): Promise<string> => readFile(join(root, file), 'utf8')
const cli = join(root, 'packages/server/src/cli.ts')
const page = await textOf('docs/deploy.md')
const dockerfile = (await textOf('docs/deploy/Dockerfile')).replaceAll(/\\\n\s*/g, '')
const instructions = dockerfile
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'))
  .map((line) => ({ name: line.split(' ', 1)[0] ?? '', words: line.slice(line.indexOf(' ') + 1) }))
/** Of the image that is left. */
const last = instructions.slice(instructions.findLastIndex(({ name }) => name === 'FROM'))
const wordsOf = (name: string): readonly string[] =>
  last.flatMap((instruction) => (instruction.name === name ? [instruction.words] : []))

function knownVariables(): readonly string[] {
  const { stdout } = spawnSync(process.execPath, ['--conditions=source', cli, 'serve', '--help'], { encoding: 'utf8' })
  return [...stdout.matchAll(/HERENOW_\w+/g)].map(([name]) => name)
}

describe('the Dockerfile', () => {
  it('starts the command of the package, without npm in between, and stops it by its signal', async () => {
    const { name, bin } = JSON.parse(await textOf('packages/server/package.json')) as {
      readonly name: string
      readonly bin: { readonly herenow: string }
    }
    expect(wordsOf('ENTRYPOINT')).toEqual([
      JSON.stringify(['node', join('node_modules', name, bin.herenow)]).replace(',', ', '),
    ])
    expect(wordsOf('CMD')).toEqual(['["serve"]'])
    expect(wordsOf('STOPSIGNAL')).toEqual(['SIGTERM'])
  })

  it('runs as nobody in particular, who owns the data', () => {
    const names = last.map(({ name }) => name)
    expect(wordsOf('USER')).toEqual(['node'])
    expect(wordsOf('VOLUME')).toEqual(['/data'])
    expect(wordsOf('RUN')).toEqual(['mkdir /data && chown node:node /data'])
    expect(names.indexOf('RUN')).toBeLessThan(names.indexOf('USER'))
    expect(names.indexOf('USER')).toBeLessThan(names.indexOf('ENTRYPOINT'))
  })

  it('sets variables that the command knows', () => {
    const set = wordsOf('ENV').flatMap((words) => [...words.matchAll(/HERENOW_\w+/g)].map(([name]) => name))
    expect(set).toEqual(['HERENOW_HOST', 'HERENOW_PORT', 'HERENOW_DATA'])
    const known = knownVariables()
    expect(set.filter((name) => !known.includes(name))).toEqual([])
  })

  it('asks a server whether it is ready, and notices when it is not', async () => {
    const [, command = ''] = /CMD (\[.+\])$/.exec(wordsOf('HEALTHCHECK')[0] ?? '') ?? []
    const [, ...words] = JSON.parse(command) as readonly string[]
    const check = async (port: number, path: string): Promise<number | null> => {
      const env = { HERENOW_PORT: String(port), ...(path === '' ? {} : { HERENOW_PATH: path }) }
      const [code] = (await once(spawn(process.execPath, words, { env }), 'exit')) as [number | null]
      return code
    }
    for (const path of ['', '/realtime']) {
      const server = createServer({ port: 0, log: silentLogger, ...(path === '' ? {} : { path }) })
      const { port } = await server.listen()
      expect(await check(port, path)).toBe(0)
      await server.close()
      expect(await check(port, path)).toBe(1)
    }
  })
})

it('the compose file says what the command and the Dockerfile know', async () => {
  const compose: unknown = parse(await textOf('docs/deploy/compose.yaml'))
  expect(compose).toMatchObject({
    services: {
      herenow: {
        build: '.',
        stop_grace_period: '30s',
        volumes: ['messages:/data'],
        environment: { HERENOW_PATH: '/realtime', HERENOW_TOKEN_SECRET_FILE: '/run/secrets/token' },
        secrets: ['token'],
      },
      caddy: { depends_on: { herenow: { condition: 'service_healthy' } } },
    },
    secrets: { token: { file: './token-secret' } },
  })
  const { services } = compose as { services: { herenow: { environment: object } } }
  const known = knownVariables()
  expect(Object.keys(services.herenow.environment).filter((name) => !known.includes(name))).toEqual([])
  const caddyfile = await textOf('docs/deploy/Caddyfile')
  expect(caddyfile).toContain('herenow:7070')
  for (const path of ['/realtime/api*', '/realtime/metrics*']) expect(caddyfile).toContain(`respond ${path} 404`)
})

it('the snippets for Kubernetes and Prometheus are YAML, and ask for paths that a server has', async () => {
  const metrics = await textOf('docs/metrics.md')
  const blocks = [...`${page}${metrics}`.matchAll(/^```yaml\n([\s\S]*?)^```/gm)].map(([, text = '']): unknown =>
    parse(text),
  )
  expect(blocks).toHaveLength(2)
  const key = 'key-of-prometheus-1'
  const server = createServer({
    port: 0,
    path: '/realtime',
    log: silentLogger,
    apiKey: [{ key, methods: ['metrics'] }],
  })
  onTestFinished(() => server.close())
  const { port } = await server.listen()
  const paths = [...JSON.stringify(blocks).matchAll(/"(?:path|metrics_path)":"([^"]+)"/g)].map(([, path = '']) => path)
  expect(paths).toEqual(['/realtime/ready', '/realtime/ready', '/realtime/health', '/realtime/metrics'])
  for (const path of paths) {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, { headers: { Authorization: `Bearer ${key}` } })
    expect(answer.status, path).toBe(200)
  }
})

it('a backup of a running server, made as the page says, has every message that was confirmed before', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'herenow-backup-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const [port, key] = [await freePort(), 'a key of the back end']
  const [data, backup] = [join(folder, 'data'), join(folder, 'backup')]
  const words = ['--conditions=source', cli, 'serve', '--port', String(port), '--data', data]
  const child = spawn(process.execPath, words, { env: { ...process.env, HERENOW_API_KEY: key }, cwd: folder })
  onTestFinished(() => void child.kill('SIGKILL'))
  await once(child.stdout, 'data')
  const confirmed: number[] = []
  let isOver = false
  const publishing = (async () => {
    for (let next = 1; !isOver; next += 1) {
      const body = JSON.stringify({ channel: 'room', data: next })
      await fetch(`http://127.0.0.1:${port}/api/publish`, { method: 'POST', headers: { 'X-API-Key': key }, body })
      confirmed.push(next)
    }
  })()
  await expect.poll(() => confirmed.length, { timeout: 20_000 }).toBeGreaterThan(300)
  const before = [...confirmed]
  const [, commands = ''] = /```bash\n(kill -STOP[\s\S]*?)```/.exec(page) ?? []
  const env = { PATH: process.env['PATH'] ?? '', SERVER_PID: String(child.pid), DATA: data, BACKUP: backup }
  expect(await once(spawn('sh', ['-ec', commands], { env }), 'exit')).toEqual([0, null])
  const atBackup = confirmed.length
  await expect.poll(() => confirmed.length, { timeout: 20_000 }).toBeGreaterThan(atBackup + 50)
  isOver = true
  await publishing

  const restored = createServer({
    port: 0,
    log: silentLogger,
    engine: sqlite(join(backup, 'herenow.db'), { newEpoch: true }),
  })
  await restored.listen()
  onTestFinished(() => restored.close())
  const kept: unknown[] = []
  for (let query: object | null = { direction: 'forwards', limit: 200 }; query !== null;) {
    const { items, next } = await restored.history('room', query)
    kept.push(...items.map((message) => message.data))
    query = next
  }
  expect(kept.slice(0, before.length)).toEqual(before)
  // One may have been stored before it was confirmed.
  expect(kept).toEqual(Array.from({ length: kept.length }, (_, index) => index + 1))
})
