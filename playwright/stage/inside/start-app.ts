import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const script = fileURLToPath(new URL('serve.ts', import.meta.url))

/** An app in a process of its own that carries the realtime server on its port. */
export interface AppProcess {
  readonly url: string
  stop(): Promise<void>
}

/** Starts an app in a framework, with the files of a folder among its pages. */
export async function startApp(framework: string, folder: string): Promise<AppProcess> {
  const child = spawn(process.execPath, ['--conditions=source', script, framework, folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  for await (const line of createInterface(child.stdout)) {
    child.stdout.resume()
    return {
      url: `http://localhost:${line}`,
      async stop() {
        const exited = once(child, 'exit')
        child.kill()
        await exited
      },
    }
  }
  throw new Error(`The app in ${framework} ended before it listened`)
}
