import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

// A server that a test has for itself: its data in a folder that goes with it, and ended by its process id.

/** Milliseconds between two looks at whether it is ready. */
const lookEvery = 20
/** Milliseconds that it gets to end by itself. */
const patience = 5_000
/** Characters of what it said last, for the message when it doesn't start. */
const remembered = 4_000

/**
 * @typedef {object} ServerProcess
 * @property {number} pid
 * @property {() => string} said what it wrote last
 * @property {() => Promise<void>} stop asks it to end, insists after five seconds, and resolves when it has ended
 * @property {() => Promise<void>} kill ends it as a crash does
 */

/** @returns {string} a new folder for a server's data */
export function temporaryFolder() {
  return mkdtempSync(join(tmpdir(), 'herenow-service-'))
}

/** @param {string} folder */
export function removeFolder(folder) {
  rmSync(folder, { recursive: true, force: true })
}

/**
 * Starts a server with a folder for its data, which goes when it is stopped.
 *
 * @template {ServerProcess} Started
 * @param {(folder: string) => Promise<Started>} start
 * @returns {Promise<Started>}
 */
export async function startInFolder(start) {
  const folder = temporaryFolder()
  try {
    const server = await start(folder)
    const stop = async () => {
      await server.stop()
      removeFolder(folder)
    }
    return { ...server, stop }
  } catch (error) {
    removeFolder(folder)
    throw error
  }
}

/**
 * Starts a server and waits until it is ready. Rejects with what it said if it ends before, or takes too long.
 *
 * @param {object} options
 * @param {string} options.command
 * @param {readonly string[]} options.words
 * @param {NodeJS.ProcessEnv} [options.env]
 * @param {string} options.folder where it runs
 * @param {() => Promise<boolean>} options.isReady asked again and again; a rejection means "not yet"
 * @param {number} [options.deadline] milliseconds
 * @returns {Promise<ServerProcess>}
 */
export async function startProcess({ command, words, env = process.env, folder, isReady, deadline = 30_000 }) {
  const child = spawn(command, words, { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] })
  let text = ''
  const listen = (/** @type {Buffer} */ data) => (text = (text + data.toString()).slice(-remembered))
  child.stdout.on('data', listen)
  child.stderr.on('data', listen)
  let isOver = false
  const over = new Promise((resolve) => {
    child.once('error', (error) => {
      text += error.message
      resolve(null)
    })
    child.once('exit', resolve)
  }).then(() => (isOver = true))
  // A run that is stopped leaves no server behind.
  const endWithUs = () => child.kill('SIGKILL')
  process.once('exit', endWithUs)
  void over.then(() => process.off('exit', endWithUs))

  /** @param {NodeJS.Signals} signal */
  async function end(signal) {
    if (!isOver) child.kill(signal)
    const insist = setTimeout(() => child.kill('SIGKILL'), patience)
    await over
    clearTimeout(insist)
  }

  const giveUpAt = Date.now() + deadline
  while (!(await isReady().catch(() => false))) {
    if (isOver || Date.now() > giveUpAt) {
      await end('SIGKILL')
      throw new Error(`${command} ${isOver ? 'ended' : 'was not ready in time'}:\n${text}`)
    }
    await new Promise((resolve) => setTimeout(resolve, lookEvery))
  }
  return { pid: child.pid ?? 0, said: () => text, stop: () => end('SIGTERM'), kill: () => end('SIGKILL') }
}
