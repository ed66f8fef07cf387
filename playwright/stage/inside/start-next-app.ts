import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { examplesOf, root } from '../../../scripts/document-examples.ts'
import { freePort } from '../../../scripts/free-port.mjs'
import { untilReady } from '../until-ready.ts'
import type { AppProcess } from './start-app.ts'

/** Starts the custom server of docs/inside-your-app.md with a page of its own, and a folder among its files. */
export async function startNextApp(folder: string): Promise<AppProcess> {
  const examples = await examplesOf('docs/inside-your-app.md')
  const server = examples.find(({ file }) => file.endsWith('next.mts'))
  if (server === undefined) throw new Error('The page shows no custom server for Next')
  await mkdir(join(root, 'dist'), { recursive: true })
  // In the repository, where an app finds React.
  const app = await mkdtemp(join(root, 'dist', 'next-'))
  await mkdir(join(app, 'pages'))
  await cp(folder, join(app, 'public'), { recursive: true })
  await writeFile(join(app, 'package.json'), '{}')
  await writeFile(join(app, 'pages', 'hello.js'), 'export default () => <p>from the app</p>\n')
  await writeFile(join(app, 'server.mts'), server.code)
  const port = await freePort()
  const child = spawn(process.execPath, ['--conditions=source', 'server.mts'], {
    cwd: app,
    env: { ...process.env, NODE_ENV: 'development', NEXT_TELEMETRY_DISABLED: '1', PORT: String(port) },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const url = `http://localhost:${port}`
  const stop = async (): Promise<void> => {
    const exited = once(child, 'exit')
    if (child.kill()) await exited
    await rm(app, { recursive: true, force: true })
  }
  try {
    await untilReady('the app in Next', child, () => fetch(`${url}/hello`))
    return { url, stop }
  } catch (error) {
    await stop()
    throw error
  }
}
