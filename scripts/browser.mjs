import { execFileSync, spawnSync } from 'node:child_process'
import { accessSync, constants, existsSync, statSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { takeTurn } from './turn.mjs'

// One answer to "which browser?" for every test that needs a real one. Runs on bare Node, before anything is installed.

const systemNames = ['chromium', 'chromium-browser', 'google-chrome']

const quietArguments = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/**
 * The browser that is there: `CHROMIUM_PATH`, else a Chromium on the `PATH`, else null (Playwright's own is used then).
 *
 * @returns {{ path: string, from: string } | null}
 */
export function findBrowser() {
  const asked = process.env['CHROMIUM_PATH']
  if (asked) {
    if (!isExecutable(asked)) {
      throw new Error(`CHROMIUM_PATH is ${asked}, which can't be executed. Correct it, or unset it.`)
    }
    return { path: asked, from: 'CHROMIUM_PATH' }
  }
  const path = findOnPath(systemNames)
  return path === null ? null : { path, from: 'PATH' }
}

/**
 * @param {string[]} names in the order of preference
 * @returns {string | null}
 */
export function findOnPath(names) {
  for (const name of names) {
    for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
      const path = join(folder, name)
      if (folder && isExecutable(path)) return path
    }
  }
  return null
}

/**
 * What to hand to Playwright's `launch`, in the tests of vitest and in the journeys.
 *
 * @returns {{ executablePath?: string, args: string[] }}
 */
export function browserLaunchOptions() {
  const found = findBrowser()
  // Chromium refuses to start its sandbox as root; everybody else keeps it.
  const args = isRoot() ? ['--no-sandbox', ...quietArguments] : quietArguments
  return found ? { executablePath: found.path, args } : { args }
}

/**
 * Finds a browser or installs one, and says on stdout what it did. Needs the installed dependencies only where nothing
 * but Playwright's own browser is left.
 */
export async function ensureBrowser() {
  const found = findBrowser()
  if (found) {
    tell(found)
    return
  }
  const release = await takeTurn('browser')
  try {
    install()
  } finally {
    release()
  }
}

function install() {
  const found = findBrowser() ?? installFromDebian()
  if (found) {
    tell(found)
    return
  }
  console.log("Browser: none on this machine, taking Playwright's own")
  const cli = fileURLToPath(new URL('../node_modules/playwright/cli.js', import.meta.url))
  execFileSync(process.execPath, [cli, 'install', 'chromium'], { stdio: 'inherit' })
}

/** @param {{ path: string, from: string }} found */
function tell({ path, from }) {
  console.log(`Browser: ${path} (from ${from})`)
}

/** @returns {{ path: string, from: string } | null} */
function installFromDebian() {
  if (!isRoot() || !existsSync('/usr/bin/apt-get')) return null
  console.log("Browser: none on this machine, installing Debian's chromium package")
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  for (const step of [['update'], ['install', '--yes', '--no-install-recommends', 'chromium']]) {
    // Something else on the machine may be installing just now: wait for it.
    const { status } = spawnSync('apt-get', ['-o', 'DPkg::Lock::Timeout=300', ...step], { stdio: 'inherit', env })
    if (status !== 0) {
      console.log(`Browser: apt-get ${step[0]} failed`)
      return null
    }
  }
  return findBrowser()
}

export function isRoot() {
  return process.getuid?.() === 0
}

/** @param {string} path */
export function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch {
    return false
  }
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) await ensureBrowser()
