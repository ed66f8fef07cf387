import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isExecutable } from '../browser.mjs'
import { freePort } from '../free-port.mjs'
import { cacheFolder } from './cache.mjs'
import { installWithGo } from './go-program.mjs'
import { startInFolder, startProcess } from './server-process.mjs'

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
  get: () =>
    installWithGo({
      title: `Centrifugo ${version}`,
      module,
      flags: ['-ldflags', `-s -w ${versionFlag}`],
      folder,
      isThere: () => find() !== null,
    }),
}

function find() {
  const path = process.env['CENTRIFUGO_PATH'] || join(folder, 'centrifugo')
  if (!isExecutable(path)) return null
  const { stdout } = spawnSync(path, ['version'], { encoding: 'utf8' })
  const found = /v(\d[\w.-]*)/.exec(stdout)?.[1]
  return found === undefined ? null : { path, version: found }
}

/**
 * @typedef {object} RunningCentrifugo
 * @property {number} port for clients (`/connection/websocket`) and for the HTTP API
 * @property {string} version
 */

/**
 * Starts a Centrifugo, on a port of its own unless one is given.
 *
 * @param {Record<string, unknown>} config as its configuration file has it
 * @param {{ port?: number }} [options]
 * @returns {Promise<import('./server-process.mjs').ServerProcess & RunningCentrifugo>}
 */
export async function startCentrifugo(config, options = {}) {
  const found = find()
  if (found === null) throw new Error(`Centrifugo is not here. ${centrifugo.howToGetIt}`)
  const port = options.port ?? (await freePort())
  const http_server = { address: '127.0.0.1', port: String(port), internal_port: String(port) }
  return startInFolder(async (folder) => {
    const file = join(folder, 'config.json')
    writeFileSync(file, JSON.stringify({ health: { enabled: true }, http_server, ...config }))
    const server = await startProcess({
      command: found.path,
      words: ['-c', file],
      // Its variables mean settings, and some are ours.
      env: withoutSettings(process.env),
      folder,
      isReady: async () => (await fetch(`http://127.0.0.1:${port}/health`)).ok,
    })
    return { ...server, port, version: found.version }
  })
}

/** @param {NodeJS.ProcessEnv} env */
function withoutSettings(env) {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('CENTRIFUGO_')))
}
