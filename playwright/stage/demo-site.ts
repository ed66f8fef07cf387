import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { extname, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { portOf } from './port-of.ts'

const demo = fileURLToPath(new URL('../../apps/demo', import.meta.url))
const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
}

/** The demo as visitors get it: built, and served from a port of its own. */
export interface DemoSite {
  readonly url: string
  close(): Promise<void>
}

/** What a build of the demo is told: Vite's variables. */
export interface DemoVariables {
  readonly VITE_HERENOW_URL?: string
  readonly VITE_SERVICE?: string
  readonly VITE_SERVICE_BY_ADDRESS?: '1'
}

/** Builds the demo into a new folder, and returns the folder. */
export async function buildDemo(variables: DemoVariables): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'herenow-demo-'))
  const vite = join(demo, 'node_modules/vite/bin/vite.js')
  const words = [vite, 'build', '--outDir', folder, '--emptyOutDir', '--logLevel', 'error']
  await promisify(execFile)(process.execPath, words, {
    cwd: demo,
    env: { ...process.env, NODE_ENV: 'production', ...variables },
  })
  return folder
}

/** Builds the demo, and serves it. */
export async function openDemo(variables: DemoVariables): Promise<DemoSite> {
  const folder = await buildDemo(variables)
  const site = createServer((request, response) => {
    const path = normalize(new URL(request.url ?? '/', 'http://localhost').pathname)
    const file = path.endsWith('/') ? 'index.html' : path
    readFile(join(folder, file)).then(
      (content) =>
        response.writeHead(200, { 'content-type': contentTypes[extname(file)] ?? 'text/plain' }).end(content),
      () => response.writeHead(404).end(),
    )
  })
  site.listen(0, '127.0.0.1')
  await once(site, 'listening')
  return {
    url: `http://localhost:${portOf(site)}/`,
    async close() {
      site.closeAllConnections()
      site.close()
      await once(site, 'close')
      await rm(folder, { recursive: true, force: true })
    },
  }
}
