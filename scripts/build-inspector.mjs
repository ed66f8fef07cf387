import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { pinnedNode, root } from './bootstrap.mjs'

const app = join(root, 'apps/inspector')
const place = join(root, 'packages/server/dist/inspector-page')

/**
 * Builds the page of the inspector to where servers that run from source look for it. Each file takes the place of an older
 * one at once, so that servers may be running and several may build at a time.
 */
export async function buildInspector() {
  await mkdir(place, { recursive: true })
  const folder = await mkdtemp(join(dirname(place), 'inspector-'))
  try {
    const words = [join(app, 'node_modules/vite/bin/vite.js'), 'build', '--outDir', folder, '--logLevel', 'error']
    await promisify(execFile)(pinnedNode, words, { cwd: app, env: { ...process.env, NODE_ENV: 'production' } })
    await mkdir(join(place, 'assets'), { recursive: true })
    const assets = await readdir(join(folder, 'assets'))
    // The page comes last: it names the others.
    for (const name of [...assets.map((asset) => join('assets', asset)), 'index.html']) {
      await rename(join(folder, name), join(place, name))
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
