import { spawn, spawnSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { pinnedNode, root } from './bootstrap.mjs'
import { takeTurn } from './turn.mjs'

// The client in Python that was written from docs/protocol.md, against the server of the repository.

const folder = join(root, 'clients', 'python')
const requirements = join(folder, 'requirements.txt')
const packages = join(root, 'node_modules', '.cache', 'herenow-python')

const howToGetIt = 'it needs Python 3.9 or newer with pip (Debian: apt-get install python3 python3-pip)'

/**
 * Runs the client's tests. Without Python they are skipped, and on CI they have failed.
 *
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<import('./test-totals.mjs').Totals>}
 */
export async function runPythonClient(env) {
  const python = findPython()
  if (python === null || !(await install(python))) {
    console.log(`Skipped: the client in Python; ${howToGetIt}`)
    return process.env['CI'] ? { passed: 0, failed: 1, skipped: 0 } : { passed: 0, failed: 0, skipped: 1 }
  }
  return withServer(env, (url) => {
    const { status, signal, stderr } = spawnSync(python, ['-W', 'error', '-m', 'unittest', '-v'], {
      cwd: folder,
      env: { ...env, HERENOW_URL: url, PYTHONPATH: packages, PYTHONDONTWRITEBYTECODE: '1' },
      encoding: 'utf8',
      timeout: 120_000,
    })
    console.log(stderr)
    if (signal !== null) console.log('The tests of the client in Python hung: they were ended after two minutes.')
    return countUnittest(stderr, status)
  })
}

/**
 * @param {string} report what Python's unittest prints
 * @param {number | null} status the exit code; `null` when it was killed
 * @returns {import('./test-totals.mjs').Totals}
 */
export function countUnittest(report, status) {
  const ran = Number(/^Ran (\d+) tests?/m.exec(report)?.[1] ?? 0)
  const part = (/** @type {string} */ name) => Number(new RegExp(`${name}=(\\d+)`).exec(report)?.[1] ?? 0)
  const failed = part('failures') + part('errors')
  const skipped = part('skipped')
  const crashed = status !== 0 && failed === 0 ? 1 : 0
  return { passed: Math.max(ran - failed - skipped, 0), failed: failed + crashed, skipped }
}

/** @returns {string | null} */
function findPython() {
  const version = 'import sys, pip; sys.exit(sys.version_info < (3, 9))'
  return ['python3', 'python'].find((name) => spawnSync(name, ['-c', version]).status === 0) ?? null
}

/** @param {string} python */
async function install(python) {
  const stamp = join(packages, 'requirements.txt')
  const isThere = () => existsSync(stamp) && readFileSync(stamp, 'utf8') === readFileSync(requirements, 'utf8')
  if (isThere()) return true
  const release = await takeTurn('python')
  try {
    if (isThere()) return true
    mkdirSync(dirname(packages), { recursive: true })
    const fresh = mkdtempSync(`${packages}-`)
    const { status } = spawnSync(
      python,
      [
        '-m',
        'pip',
        'install',
        '--quiet',
        '--disable-pip-version-check',
        '--target',
        fresh,
        '--requirement',
        requirements,
      ],
      { stdio: 'inherit', env: { ...process.env, PIP_ROOT_USER_ACTION: 'ignore' } },
    )
    if (status !== 0) {
      rmSync(fresh, { recursive: true })
      return false
    }
    rmSync(packages, { recursive: true, force: true })
    copyFileSync(requirements, join(fresh, 'requirements.txt'))
    renameSync(fresh, packages)
    return true
  } finally {
    release()
  }
}

/**
 * @template T
 * @param {NodeJS.ProcessEnv} env
 * @param {(url: string) => T} use
 * @returns {Promise<T>}
 */
async function withServer(env, use) {
  const place = mkdtempSync(join(tmpdir(), 'herenow-python-'))
  const ready = join(place, 'ready.json')
  const cli = join(root, 'packages', 'server', 'src', 'cli.ts')
  const server = spawn(pinnedNode, ['--conditions=source', cli, '--port', '0', '--ready-file', ready], {
    env,
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const ended = new Promise((resolve) => server.once('exit', resolve))
  try {
    return use(await urlFrom(ready, ended))
  } finally {
    server.kill()
    await ended
    rmSync(place, { recursive: true })
  }
}

/**
 * @param {string} ready
 * @param {Promise<unknown>} ended
 * @returns {Promise<string>}
 */
async function urlFrom(ready, ended) {
  let isOver = false
  void ended.then(() => (isOver = true))
  while (!existsSync(ready)) {
    if (isOver) throw new Error('The server for the client in Python did not start.')
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  return JSON.parse(readFileSync(ready, 'utf8')).url
}
