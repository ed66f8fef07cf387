import { spawn, spawnSync } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Client } from '@herenow/core'
import { createClient } from '@herenow/core'
import { createServer, signToken } from '@herenow/server'
import { silentLogger } from '@herenow/testing'
import { websocket } from '@herenow/websocket'
import { expect, it, onTestFinished, vi } from 'vitest'
import { root } from './document-examples.ts'
import { freePort } from './free-port.mjs'
import { isThere } from './proxies.mjs'

// The configurations of docs/deploy.md, in the real proxies, with TLS.

const secret = 'a secret that nobody could guess: 7'

async function blockOf(language: string): Promise<string> {
  const page = await readFile(join(root, 'docs/deploy.md'), 'utf8')
  return new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, 'm').exec(page)?.[1] ?? ''
}

interface Place {
  readonly folder: string
  readonly port: number
  readonly upstream: number
}

/** A server as the page starts it, and a certificate for the proxy. */
async function setUp(): Promise<Place> {
  const folder = await mkdtemp(join(tmpdir(), 'herenow-proxy-'))
  const server = createServer({
    port: 0,
    path: '/realtime',
    auth: { secret },
    origins: ['https://app.example.com'],
    trustedProxies: ['127.0.0.1'],
    apiKey: 'the key of a back end',
    log: silentLogger,
  })
  const { port: upstream } = await server.listen()
  onTestFinished(async () => {
    await server.close()
    await rm(folder, { recursive: true, force: true })
  })
  const words = 'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost'
  const files = ['-keyout', join(folder, 'key.pem'), '-out', join(folder, 'cert.pem')]
  const { status, stderr } = spawnSync('openssl', [...words.split(' '), ...files], { encoding: 'utf8' })
  if (status !== 0) throw new Error(stderr)
  return { folder, port: await freePort(), upstream }
}

/** Starts a proxy and waits until it passes requests on. */
async function start(command: string, words: readonly string[], { folder, port }: Place): Promise<ChildProcess> {
  const env = { ...process.env, HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder }
  const child = spawn(command, words, { cwd: folder, env, stdio: ['ignore', 'ignore', 'pipe'] })
  let said = ''
  child.stderr.on('data', (data: Buffer) => (said += data.toString()))
  onTestFinished(async () => {
    if (child.exitCode !== null) return
    const exited = once(child, 'exit')
    child.kill('SIGTERM')
    await exited
  })
  // The certificate is its own.
  vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0')
  onTestFinished(() => void vi.unstubAllEnvs())
  await vi.waitFor(
    async () => {
      if (child.exitCode !== null) throw new Error(said)
      expect((await fetch(`https://localhost:${port}/realtime/health`)).status).toBe(200)
    },
    { timeout: 10_000 },
  )
  return child
}

async function startNginx(place: Place): Promise<ChildProcess> {
  const { folder, port, upstream } = place
  const site = (await blockOf('nginx'))
    .replace('listen 443 ssl', `listen 127.0.0.1:${port} ssl`)
    .replace('127.0.0.1:7070', `127.0.0.1:${upstream}`)
    .replace(/ssl_certificate .*;/, `ssl_certificate ${folder}/cert.pem;`)
    .replace(/ssl_certificate_key .*;/, `ssl_certificate_key ${folder}/key.pem;`)
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `${name}_temp_path ${folder}/${name};`,
  )
  const whole = `daemon off; pid ${folder}/nginx.pid; error_log stderr; worker_processes 1; user ${process.env['USER'] ?? 'root'};
events {}
http { access_log off; ${temporary.join(' ')} ${site} }`
  await writeFile(join(folder, 'nginx.conf'), whole)
  return start('nginx', ['-c', join(folder, 'nginx.conf'), '-e', 'stderr'], place)
}

async function startCaddy(place: Place): Promise<ChildProcess> {
  const { folder, port, upstream } = place
  const site = (await blockOf('caddyfile'))
    .replace('app.example.com {', `https://localhost:${port} {\n  tls ${folder}/cert.pem ${folder}/key.pem`)
    .replace('127.0.0.1:7070', `127.0.0.1:${upstream}`)
  await writeFile(
    join(folder, 'Caddyfile'),
    `{\n  admin off\n  auto_https disable_redirects\n  skip_install_trust\n}\n${site}`,
  )
  return start('caddy', ['run', '--config', join(folder, 'Caddyfile'), '--adapter', 'caddyfile'], place)
}

function clientOf(port: number, clientId: string): Client {
  const client = createClient({
    adapter: websocket(`wss://localhost:${port}/realtime`),
    token: () => signToken({ secret, clientId }),
    log: silentLogger,
  })
  onTestFinished(() => client.close())
  return client
}

const proxies = { nginx: startNginx, caddy: startCaddy } as const

for (const [name, startProxy] of Object.entries(proxies)) {
  // Required in CI. Elsewhere it needs Debian's nginx-light, caddy and openssl.
  const test = (isThere(name) && isThere('openssl')) || process.env['TEST_EVERYTHING'] === '1' ? it : it.skip

  const reloads = name === 'nginx'
  test(
    `two people talk through ${name}${reloads ? ', and a reload of it loses nothing' : ''}`,
    { timeout: 60_000 },
    async () => {
      const place = await setUp()
      const proxy = await startProxy(place)
      const [ana, ben] = [clientOf(place.port, 'ana'), clientOf(place.port, 'ben')]
      const heard: unknown[] = []
      ben.channel('room').subscribe(({ data }) => void heard.push(data))
      await ben.channel('room').attach()
      const numbers = Array.from({ length: 300 }, (_, index) => index)
      for (let first = 0; first < numbers.length; first += 10) {
        // Ten at a time: the outbox holds a hundred, and a busy machine may take its time to confirm them.
        const confirmed = numbers.slice(first, first + 10).map((number) => ana.channel('room').publish('said', number))
        if (first === 150 && reloads) proxy.kill('SIGHUP')
        await Promise.all(confirmed)
      }
      await vi.waitFor(() => expect(heard).toEqual(numbers), { timeout: 20_000 })
      expect((await fetch(`https://localhost:${place.port}/realtime/api/info`, { method: 'POST' })).status).toBe(404)
    },
  )
}

// Every proxy in between lets go of what is silent for about a minute. It takes as long as it says, so not in a short run.
it.runIf(process.env['TEST_EVERYTHING'] === '1')(
  'a connection through either proxy outlives 95 s in which nobody says anything',
  { timeout: 180_000 },
  async () => {
    const pairs = await Promise.all(
      Object.values(proxies).map(async (startProxy) => {
        const place = await setUp()
        await startProxy(place)
        const [ana, ben] = [clientOf(place.port, 'ana'), clientOf(place.port, 'ben')]
        const heard: unknown[] = []
        ben.channel('room').subscribe(({ data }) => void heard.push(data))
        await Promise.all([ana.channel('room').attach(), ben.channel('room').attach()])
        const changes: string[] = []
        for (const { connection } of [ana, ben]) connection.subscribe(({ status }) => void changes.push(status))
        return { ana, heard, changes }
      }),
    )
    await new Promise((resolve) => setTimeout(resolve, 95_000))
    for (const { ana, heard, changes } of pairs) {
      await ana.channel('room').publish('said', 'still here')
      await vi.waitFor(() => expect(heard).toEqual(['still here']))
      expect(changes).toEqual([])
    }
  },
)
