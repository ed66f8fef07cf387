import { spawnSync } from 'node:child_process'
import { connect } from 'node:net'
import { findOnPath, isExecutable } from '../browser.mjs'
import { ensurePackages } from '../debian-packages.mjs'
import { freePort } from '../free-port.mjs'
import { startInFolder, startProcess } from './server-process.mjs'

/** @type {import('../services.mjs').Service} */
export const redis = {
  name: 'redis',
  title: 'Redis',
  howToGetIt:
    'As root it comes with Debian’s apt-get (redis-server); or put a redis-server on the PATH, or its path in REDIS_PATH.',
  find,
  async get() {
    await ensurePackages(['redis-server'], () => find() !== null)
  },
}

function find() {
  const path = process.env['REDIS_PATH'] || findOnPath(['redis-server'])
  if (!path || !isExecutable(path)) return null
  const { stdout } = spawnSync(path, ['--version'], { encoding: 'utf8' })
  const version = /v=([\d.]+)/.exec(stdout)?.[1]
  return version === undefined ? null : { path, version }
}

/**
 * Starts a Redis that keeps everything in memory, on a port of its own.
 *
 * @returns {Promise<import('./server-process.mjs').ServerProcess & { port: number, url: string }>}
 */
export async function startRedis() {
  const found = find()
  if (found === null) throw new Error(`Redis is not here. ${redis.howToGetIt}`)
  const port = await freePort()
  const words = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no']
  const isReady = () => answers(port)
  return startInFolder(async (folder) => ({
    ...(await startProcess({ command: found.path, words: [...words, '--dir', folder], folder, isReady })),
    port,
    url: `redis://127.0.0.1:${port}`,
  }))
}

/**
 * @param {number} port
 * @returns {Promise<boolean>}
 */
function answers(port) {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write('PING\r\n'))
    socket.once('error', reject)
    socket.once('data', (data) => {
      socket.destroy()
      resolve(data.toString().startsWith('+PONG'))
    })
  })
}
