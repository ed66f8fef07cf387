import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { findOnPath, isExecutable } from '../browser.mjs'
import { freePort } from '../free-port.mjs'
import { takeTurn } from '../turn.mjs'
import { cacheFolder } from './cache.mjs'
import { removeFolder, startProcess, temporaryFolder } from './server-process.mjs'

/** What the adapter and the HTTP API are compared with. */
const version = '6.9.1'
const module = `github.com/centrifugal/centrifugo/v6@v${version}`
const versionFlag = `-X github.com/centrifugal/centrifugo/v6/internal/build.Version=${version}`

const folder = cacheFolder(`centrifugo-${version}`)

/** @type {import('../services.mjs').Service} */
export const centrifugo = {
  name: 'centrifugo',
  title: 'Centrifugo',
  howToGetIt: `It is built from source where Go is (https://go.dev), in ten minutes; or put the path of a Centrifugo ${version} in CENTRIFUGO_PATH.`,
  find,
  async get() {
    const go = findGo()
    if (find() !== null || go === null) return
    const release = await takeTurn('centrifugo')
    try {
      if (find() === null) await build(go)
    } finally {
      release()
    }
  },
}

function find() {
  const path = process.env['CENTRIFUGO_PATH'] || join(folder, 'centrifugo')
  if (!isExecutable(path)) return null
  const { stdout } = spawnSync(path, ['version'], { encoding: 'utf8' })
  const found = /v(\d[\w.-]*)/.exec(stdout)?.[1]
  return found === undefined ? null : { path, version: found }
}

function findGo() {
  const usual = '/usr/local/go/bin/go'
  return findOnPath(['go']) ?? (existsSync(usual) ? usual : null)
}

/** @param {string} go */
async function build(go) {
  console.log(`Building Centrifugo ${version} from source; about ten minutes when nothing of it is cached`)
  mkdirSync(folder, { recursive: true })
  let [steps, last] = [0, '']
  const child = spawn(go, ['install', '-v', '-p', '1', '-ldflags', `-s -w ${versionFlag}`, module], {
    env: { ...process.env, GOBIN: folder },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  child.stderr.on('data', (/** @type {Buffer} */ data) => {
    const lines = data.toString().trim().split('\n')
    steps += lines.length
    last = lines.at(-1) ?? last
  })
  const progress = setInterval(() => console.log(`Centrifugo: ${steps} steps done, last ${last}`), 20_000)
  const code = await new Promise((resolve) => {
    child.once('error', () => resolve(1))
    child.once('exit', resolve)
  })
  clearInterval(progress)
  if (code !== 0) console.log(`Centrifugo could not be built: ${last}`)
}

/**
 * @typedef {object} RunningCentrifugo
 * @property {number} port for clients (`/connection/websocket`) and for the HTTP API
 * @property {string} version
 * @property {string} folder where its configuration lies
 */

/**
 * Starts a Centrifugo, on a port of its own unless one is given. What `health` says makes it ready.
 *
 * @param {Record<string, unknown>} config as its configuration file has it
 * @param {{ port?: number }} [options]
 * @returns {Promise<import('./server-process.mjs').ServerProcess & RunningCentrifugo>}
 */
export async function startCentrifugo(config, options = {}) {
  const found = find()
  if (found === null) throw new Error(`Centrifugo is not here. ${centrifugo.howToGetIt}`)
  const [port, place] = [options.port ?? (await freePort()), temporaryFolder()]
  const file = join(place, 'config.json')
  const listening = { address: '127.0.0.1', port: String(port), internal_port: String(port) }
  writeFileSync(file, JSON.stringify({ health: { enabled: true }, http_server: listening, ...config }))
  try {
    const server = await startProcess({
      command: found.path,
      words: ['-c', file],
      // Its variables mean settings, and some are ours.
      env: withoutSettings(process.env),
      folder: place,
      isReady: async () => (await fetch(`http://127.0.0.1:${port}/health`)).ok,
    })
    return {
      ...server,
      port,
      version: found.version,
      folder: place,
      async stop() {
        await server.stop()
        removeFolder(place)
      },
    }
  } catch (error) {
    removeFolder(place)
    throw error
  }
}

/** @param {NodeJS.ProcessEnv} env */
function withoutSettings(env) {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('CENTRIFUGO_')))
}
