import { spawn } from 'node:child_process'
import { createServer } from 'node:net'
import { networkInterfaces } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { bootstrap, pinnedNode, root, toolEnvironment } from './bootstrap.mjs'
import { buildInspector } from './build-inspector.mjs'

// `npm start`: the server and the demo, until Ctrl+C. With `-- --host` the demo can be opened from other machines; the
// server can't: the demo's pages reach it through the address that they came from.

const host = '127.0.0.1'
const patience = 60_000
const grace = 5_000

const { ports, isOpen } = readOptions()
await bootstrap()
for (const use of [
  { port: ports.server, who: 'the server', other: ports.server + 1, name: 'PORT' },
  { port: ports.demo, who: 'the demo', other: ports.demo + 1, name: 'DEMO_PORT' },
]) {
  if (await isTaken(use.port)) {
    quit(
      `Port ${use.port}, meant for ${use.who}, is in use. Stop what runs there, or choose another: ` +
        `${use.name}=${use.other} npm start (PORT is the server's, DEMO_PORT the demo's).`,
    )
  }
}

/** @type {Map<string, import('node:child_process').ChildProcess>} */
const children = new Map()
let stopping = false
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
  process.on(signal, () => {
    if (stopping) killAll()
    stop(0)
  })
}

const serverUrl = `ws://localhost:${ports.server}`
const demoUrl = `http://localhost:${ports.demo}`
const addresses = isOpen ? networkAddresses() : []
const toServer = isOpen
  ? {
      VITE_HERENOW_URL: '/realtime',
      DEMO_PROXY: `ws://${host}:${ports.server}`,
      DEMO_ORIGINS: [demoUrl, `http://${host}:${ports.demo}`, ...addresses].join(','),
    }
  : { VITE_HERENOW_URL: serverUrl }
// Without it the server says how it is built.
await buildInspector().catch((error) => console.error(`The inspector could not be built: ${error}`))
launch(
  'server',
  ['--conditions=source', join(root, 'packages/server/src/cli.ts'), 'dev', '--port', String(ports.server)],
  root,
)
launch(
  'demo',
  [
    'node_modules/vite/bin/vite.js',
    '--host',
    isOpen ? '0.0.0.0' : host,
    '--port',
    String(ports.demo),
    '--strictPort',
    '--logLevel',
    'warn',
  ],
  join(root, 'apps/demo'),
)
await Promise.all([
  answers('server', `http://${host}:${ports.server}/health`),
  answers('demo', `http://${host}:${ports.demo}/`),
])
if (!stopping) {
  console.log(`\n  Demo    ${demoUrl}\n  Server  ${serverUrl}\n\n${onAPhone()}\n\n  Stop both with Ctrl+C.\n`)
}

function onAPhone() {
  if (!isOpen) return '  On a phone in the same network: npm start -- --host'
  if (addresses.length === 0) return '  This machine has no address in a network that a phone could be in.'
  return [
    '  On a phone in the same network, open',
    ...addresses.map((address) => `    ${address}`),
    '  If nothing comes, the firewall of this machine may keep it away.',
    '',
    '  WARNING: anybody in that network may open it, join every room, say to be anybody, and read the files of',
    '  this repository that Vite serves. Stop it when you have looked.',
  ].join('\n')
}

/** Where other machines of the networks that this one is in find the demo. */
function networkAddresses() {
  return Object.values(networkInterfaces())
    .flatMap((found) => found ?? [])
    .filter(({ family, internal }) => family === 'IPv4' && !internal)
    .map(({ address }) => `http://${address}:${ports.demo}`)
}

/**
 * @param {string} name
 * @param {string[]} args
 * @param {string} cwd
 */
function launch(name, args, cwd) {
  // NODE_ENV and PORT of the caller's shell are not meant for the children.
  const { PORT: _port, DEMO_PORT: _demoPort, ...env } = toolEnvironment()
  const child = spawn(pinnedNode, args, {
    cwd,
    env: { ...env, ...toServer },
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  children.set(name, child)
  child.once('error', (error) => ended(name, `could not start: ${error.message}`, 1))
  child.once('exit', (code, signal) =>
    ended(name, signal ? `was ended by ${signal}` : `ended with code ${code}`, code ?? 1),
  )
}

/**
 * @param {string} name
 * @param {string} how
 * @param {number} code
 */
function ended(name, how, code) {
  children.delete(name)
  if (!stopping) {
    console.error(`The ${name} ${how}; stopping the rest.`)
    // Neither of the two is expected to end by itself.
    stop(code || 1)
  }
}

/** @param {number} code */
function stop(code) {
  if (stopping) return
  stopping = true
  process.exitCode = code
  for (const child of children.values()) child.kill('SIGTERM')
  setTimeout(killAll, grace).unref()
}

function killAll() {
  for (const child of children.values()) child.kill('SIGKILL')
}

/**
 * @param {string} name
 * @param {string} url
 */
async function answers(name, url) {
  const deadline = Date.now() + patience
  while (!stopping) {
    const response = await fetch(url, { signal: AbortSignal.timeout(2_000) }).catch(() => null)
    await response?.body?.cancel()
    if (response?.ok) return
    if (Date.now() > deadline) {
      console.error(`The ${name} did not answer at ${url} within ${patience / 1000} seconds; stopping.`)
      stop(1)
      return
    }
    await new Promise((resolve) => setTimeout(resolve, 150))
  }
}

/**
 * @param {number} port
 * @returns {Promise<boolean>}
 */
async function isTaken(port) {
  // "localhost" is either of the two; a stranger on one of them would answer in our place.
  for (const address of [host, '::1']) {
    const taken = await new Promise((resolve) => {
      const probe = createServer()
      probe.once('error', (/** @type {NodeJS.ErrnoException} */ error) => {
        if (error.code === 'EACCES') quit(`Port ${port} needs rights that this user lacks. Choose one above 1023.`)
        resolve(error.code === 'EADDRINUSE')
      })
      probe.listen(port, address, () => probe.close(() => resolve(false)))
    })
    if (taken) return true
  }
  return false
}

function readOptions() {
  try {
    const { values } = parseArgs({
      options: {
        port: { type: 'string', default: process.env['PORT'] || '7070' },
        'demo-port': { type: 'string', default: process.env['DEMO_PORT'] || '5173' },
        host: { type: 'boolean', default: false },
      },
    })
    const server = toPort(values.port)
    const demo = toPort(values['demo-port'])
    if (server === demo) throw new Error(`The server and the demo can't share port ${server}.`)
    return { ports: { server, demo }, isOpen: values.host }
  } catch (error) {
    return quit(
      `${error instanceof Error ? error.message : String(error)}\nUsage: npm start -- [--port 7070] [--demo-port 5173] [--host]`,
    )
  }
}

/** @param {string} text */
function toPort(text) {
  const port = Number(text)
  if (!Number.isInteger(port) || port < 1 || port > 65_535) throw new Error(`${text} is not a port (1 to 65535).`)
  return port
}

/**
 * @param {string} reason
 * @returns {never}
 */
function quit(reason) {
  console.error(reason)
  process.exit(1)
}
