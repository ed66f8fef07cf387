import { once } from 'node:events'
import { realpathSync, writeFileSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { runHerenow as run } from '../testing/support/herenow-process.ts'
import { publishOf } from '../testing/support/outgoing-messages.ts'
import { RawClient } from '../testing/support/raw-client.ts'
import { temporaryFolder } from '../testing/support/sqlite-folder.ts'

/** A folder with these files, which is also where the system keeps temporary files under `tmp`. */
function projectFolder(files: Readonly<Record<string, string>>): string {
  const folder = realpathSync(temporaryFolder())
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  return folder
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address() as AddressInfo
  await new Promise((resolve) => probe.close(resolve))
  return port
}

/** Starts a server in a folder, publishes one message, stops it, and tells where the channel stood. */
async function aLife(cwd: string, args: readonly string[]): Promise<{ epoch: string; offset: number; out: string }> {
  const { child, url, exit } = run(args, { TMPDIR: join(cwd, 'tmp') }, cwd)
  const client = new RawClient(await url())
  await client.hello()
  await client.grant(publishOf('room:a', `m${child.pid}`))
  const { epoch, offset } = await client.result('attach', { type: 'attach', channel: 'room:a' })
  child.kill('SIGTERM')
  const { code, out } = await exit()
  expect(code).toBe(0)
  return { epoch, offset, out }
}

describe('the herenow command', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)(
    'serves until %s, sends its clients away and exits cleanly',
    async (signal) => {
      const { child, url, exit } = run(['dev', '--port', '0'])
      const client = new RawClient(await url())
      await client.hello()
      child.kill(signal)
      expect(await client.closed).toMatchObject({ code: 4010 })
      expect(client.all('goodbye')).toMatchObject([{ error: { retryable: true, retryAfter: expect.any(Number) } }])
      const { code, out, err } = await exit()
      expect(code).toBe(0)
      expect(out).toContain('for development on this machine only')
      expect(err).toBe('')
    },
  )

  it('writes where it listens into a file, complete, in place of an old one', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'herenow-'))
    onTestFinished(() => rm(folder, { recursive: true }))
    const file = join(folder, 'ready.json')
    await writeFile(file, 'old')
    const { child, url } = run(['--port', '0', '--ready-file', file])
    const address = await url()
    const ready: unknown = JSON.parse(await readFile(file, 'utf8'))
    const port = Number(new URL(address).port)
    expect(ready).toEqual({ url: address, httpUrl: `http://127.0.0.1:${port}`, port, pid: child.pid })
  })

  it('keeps messages in a folder, also over a restart, and says where', async () => {
    const data = join(temporaryFolder(), 'data')
    const first = await aLife(process.cwd(), ['--port', '0', '--data', data])
    expect(first.out).toContain(`Messages are kept in ${join(data, 'herenow.db')}.`)
    expect(await aLife(process.cwd(), ['--port', '0', '--data', data])).toMatchObject({ epoch: first.epoch, offset: 2 })
  })

  it.each([
    ['in the cache of the project', { 'package.json': '{}' }],
    ['for this user, where there is no project', {}],
  ])('keeps messages over a restart without being told to: %s', async (_, files) => {
    const cwd = projectFolder(files)
    const port = await freePort()
    const first = await aLife(cwd, ['--port', String(port)])
    expect(first.offset).toBe(1)
    expect(await aLife(cwd, ['--port', String(port)])).toMatchObject({ epoch: first.epoch, offset: 2 })
    const kept = join(cwd, 'package.json' in files ? 'node_modules/.cache/herenow' : 'tmp')
    expect(first.out).toMatch(/Messages are kept for a day in .*herenow\.db; --memory forgets them/)
    expect(first.out).toContain(kept)
    expect(await aLife(cwd, ['--port', String(port), '--memory'])).toMatchObject({ offset: 1 })
  })

  it('keeps nothing of a server on a free port, nor of one for a command', async () => {
    const cwd = projectFolder({ 'package.json': '{}' })
    const { out } = await aLife(cwd, ['--port', '0'])
    expect(out).toContain('Messages are kept in memory; --data DIR keeps them.')
    await run(['--cmd', 'exit 0'], {}, cwd).exit()
    expect(await readdir(cwd)).toEqual(['package.json'])
  })

  it('serves all the same, and says so, where what it would keep can not be opened', async () => {
    const cwd = projectFolder({ 'package.json': '{}' })
    const port = await freePort()
    const folder = join(cwd, 'node_modules/.cache/herenow', String(port))
    await mkdir(join(folder, 'herenow.db'), { recursive: true })
    const { out } = await aLife(cwd, ['--port', String(port)])
    expect(out).toMatch(/Messages are kept in memory this time: .*herenow\.db/)
  })

  it('speaks of the port, not of the file, when it is started twice', async () => {
    const cwd = projectFolder({ 'package.json': '{}' })
    const port = String(await freePort())
    await run(['--port', port], {}, cwd).url()
    const { code, err } = await run(['--port', port], {}, cwd).exit()
    expect(code).toBe(1)
    expect(err).toContain(`herenow: Port ${port} on 127.0.0.1 is taken.`)
  })

  it('says what to do when another server has the folder', async () => {
    const data = temporaryFolder()
    await run(['--port', '0'], { HERENOW_DATA: data }).url()
    const { code, err } = await run(['--port', '0', '--data', data]).exit()
    expect(code).toBe(1)
    expect(err).toBe(
      `herenow: The database is in use by another process: "${join(data, 'herenow.db')}".\n` +
        'A file belongs to one server at a time. Stop the other server or program, or choose another file.\n',
    )
  })

  it('runs a command against a throw-away server and exits with its code', async () => {
    const script =
      'fetch(process.env.HERENOW_URL.replace("ws", "http") + "/health").then((r) => process.exit(r.ok ? 7 : 1))'
    const { code } = await run(['--cmd', `"${process.execPath}" -e '${script}'`]).exit()
    expect(code).toBe(7)
  })

  it('stops its command when it is stopped', async () => {
    const { child, url, exit } = run([
      '--cmd',
      `exec "${process.execPath}" -e 'console.log("ws://up"); setInterval(() => {}, 1000)'`,
    ])
    child.stdout?.resume()
    await url()
    child.kill('SIGTERM')
    expect((await exit()).code).toBe(143)
  })

  it('says what to do when the port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    onTestFinished(() => void other.close())
    await once(other, 'listening')
    const { port } = other.address() as AddressInfo
    const { code, err } = await run(['--port', String(port)]).exit()
    expect(code).toBe(1)
    expect(err).toBe(
      `herenow: Port ${port} on 127.0.0.1 is taken.\nStop the other program, or choose another port; port 0 takes a free one.\n`,
    )
  })

  it('opens itself to other machines with tokens only, and prints one', async () => {
    const running = run(['dev', '--host', '0.0.0.0', '--port', '0', '--origin', 'http://phone.example:5173'])
    const port = new URL(await running.url()).port
    const address = `ws://127.0.0.1:${port}`
    const stranger = new RawClient(address)
    await stranger.opened()
    stranger.send({ type: 'hello', version: 1 })
    await stranger.closed
    expect(stranger.received).toMatchObject([{ error: { code: 'unauthorized' } }])
    const foreign = new RawClient(address, { origin: 'http://other.example' })
    await foreign.closed
    running.child.kill('SIGINT')
    const { code, out } = await running.exit()
    expect(code).toBe(0)
    expect(out).toMatch(/^ {2}ws:\/\/[\d.]+:\d+$/m)
    expect(out).not.toContain('this machine only')
    expect(out).toMatch(/A token for the client "phone", good for a day:\n {2}eyJ/)
  })

  it('lets in who has the printed token, or one signed with the printed secret', async () => {
    const running = run(['dev', '--host', '0.0.0.0', '--port', '0', '--path', '/realtime'])
    const address = `ws://127.0.0.1:${new URL(await running.url()).port}/realtime`
    const printed = await running.printed(/HERENOW_TOKEN_SECRET=(\S+) herenow token/)
    expect(printed.text).toMatch(/^ {2}ws:\/\/[\d.]+:\d+\/realtime$/m)
    const token = /^ {2}(eyJ\S+)$/m.exec(printed.text)?.[1] ?? ''
    const phone = new RawClient(address, { origin: 'http://192.168.1.5:5173' })
    expect(await phone.hello({ token })).toMatchObject({ clientId: 'phone' })
    const other = await run(['token', '--client', 'ana'], { HERENOW_TOKEN_SECRET: printed.match }).exit()
    expect(await new RawClient(address).hello({ token: other.out.trim() })).toMatchObject({ clientId: 'ana' })
  })

  it('makes a key for the inspector of each run, and prints it', async () => {
    const running = run(['dev', '--port', '0'])
    const httpUrl = (await running.url()).replace('ws', 'http')
    const { text, match: key } = await running.printed(/Its key, for this run: (\S+)/)
    expect(text).toContain(`Inspector: ${httpUrl}/inspector\n`)
    const rightsOf = async (given: string): Promise<unknown> => {
      const headers = { 'X-API-Key': given, 'X-Herenow-Inspector': '1' }
      const response = await fetch(`${httpUrl}/api/access`, { headers })
      return response.ok ? response.json() : response.status
    }
    expect(await rightsOf(key)).toMatchObject({ rights: expect.arrayContaining(['publish', 'disconnect']) })
    expect(await rightsOf('a key of another run')).toBe(401)
  })

  it.each([
    ['when it is told so', ['--inspector', 'off']],
    ['for other machines, unless a key is named', ['--host', '0.0.0.0']],
  ])('has no inspector %s', async (_, more) => {
    const running = run(['dev', '--port', '0', ...more])
    const { port } = new URL(await running.url())
    expect((await fetch(`http://127.0.0.1:${port}/inspector`)).status).toBe(404)
    running.child.kill('SIGINT')
    expect((await running.exit()).out).not.toContain('Inspector')
  })

  it('has an inspector for who knows the key that it was told', async () => {
    const running = run(['dev', '--port', '0', '--host', '0.0.0.0'], { HERENOW_API_KEY: 'a key that is long' })
    await running.url()
    running.child.kill('SIGINT')
    const { out } = await running.exit()
    expect(out).toMatch(/Inspector: http:\S+\/inspector, with the key of the HTTP API\n/)
    expect(out).not.toContain('a key that is long')
  })

  it('asks for tokens of the secret that it is told, and makes up none', async () => {
    const running = run(['dev', '--host', '0.0.0.0', '--port', '0'], { HERENOW_TOKEN_SECRET: 's'.repeat(32) })
    await running.url()
    running.child.kill('SIGINT')
    const { out } = await running.exit()
    expect(out).toContain('Clients must prove who they are; herenow token --client ana')
    expect(out).not.toContain('eyJ')
  })

  it('lets a command sign tokens where it made up the secret', async () => {
    const script = 'process.exit(process.env.HERENOW_TOKEN_SECRET.length > 32 ? 7 : 1)'
    const args = ['--host', '0.0.0.0', '--cmd', `"${process.execPath}" -e '${script}'`]
    expect((await run(args).exit()).code).toBe(7)
  })

  it('refuses unknown variables, without a stack trace', async () => {
    const unknown = await run([], { HERENOW_PROT: '1' }).exit()
    expect(unknown.code).toBe(2)
    expect(unknown.err).toMatch(/^herenow: 1 mistake, so nothing was done\.\n\nHERENOW_PROT\n/)
    expect(unknown.err).toMatch(/\n  Unknown environment variable "HERENOW_PROT"\.\n  Did you mean HERENOW_PORT\?/)
    expect(unknown.err).not.toContain(' at ')
  })

  it('tells its version and how it is used', async () => {
    const { version } = JSON.parse(await readFile(new URL('../../package.json', import.meta.url), 'utf8')) as {
      version: string
    }
    expect((await run(['--version']).exit()).out).toBe(`${version}\n`)
    const help = await run(['--help']).exit()
    for (const flag of ['--port', '--host', '--data', '--memory', '--ready-file', '--cmd'])
      expect(help.out).toContain(flag)
    expect(help.code).toBe(0)
  })
})
