import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { takeTurn } from './turn.mjs'

// Takes a fresh checkout to the point where everything else can run. Uses Node's own modules only (Node 20 and newer).

/** The repository's folder. */
export const root = fileURLToPath(new URL('..', import.meta.url))

const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
const modules = join(root, 'node_modules')
const stamp = join(modules, '.herenow-installed')
const windows = process.platform === 'win32'

/** The Node that the repository pins. It is there once {@link bootstrap} has returned. */
export const pinnedNode = join(modules, 'node', 'bin', windows ? 'node.exe' : 'node')

/** The environment in which the pinned Node and the repository's tools come first. */
export function toolEnvironment() {
  const key = Object.keys(process.env).find((name) => name.toUpperCase() === 'PATH') ?? 'PATH'
  const path = [join(modules, 'node', 'bin'), join(modules, '.bin'), process.env[key]].filter(Boolean).join(delimiter)
  return { ...process.env, [key]: path }
}

/**
 * The command of one script of the root package.json.
 *
 * @param {string} name
 * @returns {string}
 */
export function scriptCommand(name) {
  return manifest.scripts[name]
}

/** Installs the dependencies, unless what is installed already is what the lockfile asks for. */
export async function bootstrap() {
  if (isInstalled()) return
  const release = await takeTurn('install')
  try {
    if (isInstalled()) return
    install()
  } finally {
    release()
  }
}

function isInstalled() {
  return existsSync(pinnedNode) && existsSync(stamp) && readFileSync(stamp, 'utf8') === fingerprint()
}

/** Changes with the lockfile, and with the machine that the installed binaries are for. */
function fingerprint() {
  const hash = createHash('sha256').update(readFileSync(join(root, 'pnpm-lock.yaml')))
  return hash.update(`${process.platform} ${process.arch} ${manifest.packageManager}`).digest('hex')
}

function install() {
  console.log(`Installing dependencies with ${manifest.packageManager} (once, and whenever the lockfile changes)`)
  // CI=true: there is nobody to answer a question about replacing node_modules.
  const { status, error } = spawnSync('npx', ['--yes', manifest.packageManager, 'install', '--frozen-lockfile'], {
    cwd: root,
    stdio: 'inherit',
    shell: windows,
    env: { ...process.env, CI: 'true' },
  })
  if (error || status !== 0) {
    console.error(
      `\nThe dependencies could not be installed${error ? `: ${error.message}` : ''}. Is the npm registry reachable?`,
    )
    process.exit(status || 1)
  }
  writeFileSync(stamp, fingerprint())
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) await bootstrap()
