import { spawn } from 'node:child_process'
import { existsSync, mkdirSync } from 'node:fs'
import { findOnPath } from '../browser.mjs'
import { takeTurn } from '../turn.mjs'

/** Milliseconds between two lines that say how far it has come. */
const tellEvery = 20_000

/** @returns {string | null} */
function findGo() {
  const usual = '/usr/local/go/bin/go'
  return findOnPath(['go']) ?? (existsSync(usual) ? usual : null)
}

/**
 * Builds a program from its source, where Go is. Says on stdout how far it has come.
 *
 * @param {object} program
 * @param {string} program.title
 * @param {string} program.module with its version
 * @param {readonly string[]} [program.flags]
 * @param {string} program.folder where it goes
 * @param {() => boolean} program.isThere
 */
export async function installWithGo({ title, module, flags = [], folder, isThere }) {
  const go = findGo()
  if (isThere() || go === null) return
  const release = await takeTurn('go')
  try {
    if (!isThere()) await build({ go, title, folder, words: ['install', '-v', '-p', '2', ...flags, module] })
  } finally {
    release()
  }
}

/** @param {{ go: string, title: string, folder: string, words: string[] }} job */
async function build({ go, title, folder, words }) {
  console.log(`Building ${title} from source; about ten minutes where nothing of it is cached`)
  mkdirSync(folder, { recursive: true })
  let [steps, last] = [0, '']
  const child = spawn(go, words, { env: { ...process.env, GOBIN: folder }, stdio: ['ignore', 'ignore', 'pipe'] })
  child.stderr.on('data', (/** @type {Buffer} */ data) => {
    const lines = data.toString().trim().split('\n')
    steps += lines.length
    last = lines.at(-1) ?? last
  })
  const progress = setInterval(() => console.log(`${title}: ${steps} steps done, last ${last}`), tellEvery)
  const code = await new Promise((resolve) => {
    child.once('error', () => resolve(1))
    child.once('exit', resolve)
  })
  clearInterval(progress)
  if (code !== 0) console.log(`${title} could not be built: ${last}`)
}
