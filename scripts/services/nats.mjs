import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { findOnPath, isExecutable } from '../browser.mjs'
import { freePort } from '../free-port.mjs'
import { cacheFolder } from './cache.mjs'
import { installWithGo } from './go-program.mjs'
import { startInFolder, startProcess } from './server-process.mjs'

const version = '2.15.3'
const folder = cacheFolder(`nats-${version}`)

/** @type {import('../services.mjs').Service} */
export const nats = {
  name: 'nats',
  title: 'NATS',
  howToGetIt:
    'It is built from source where Go is (https://go.dev), in a minute; or put the path of a nats-server in NATS_PATH.',
  find,
  get: () =>
    installWithGo({
      title: `NATS ${version}`,
      module: `github.com/nats-io/nats-server/v2@v${version}`,
      folder,
      isThere: () => find() !== null,
    }),
}

function find() {
  const built = join(folder, 'nats-server')
  const path = process.env['NATS_PATH'] || (isExecutable(built) ? built : findOnPath(['nats-server']))
  if (!path || !isExecutable(path)) return null
  const { stdout } = spawnSync(path, ['--version'], { encoding: 'utf8' })
  const found = /v([\d.]+)/.exec(stdout)?.[1]
  return found === undefined ? null : { path, version: found }
}

/**
 * Starts a NATS that keeps nothing, on a port of its own.
 *
 * @returns {Promise<import('./server-process.mjs').ServerProcess & { url: string }>}
 */
export async function startNats() {
  const found = find()
  if (found === null) throw new Error(`NATS is not here. ${nats.howToGetIt}`)
  const [port, monitor] = [await freePort(), await freePort()]
  const words = ['--addr', '127.0.0.1', '--port', String(port), '--http_port', String(monitor)]
  const isReady = async () => (await fetch(`http://127.0.0.1:${monitor}/healthz`)).ok
  return startInFolder(async (folder) => ({
    ...(await startProcess({ command: found.path, words, folder, isReady })),
    url: `nats://127.0.0.1:${port}`,
  }))
}
