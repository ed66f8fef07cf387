import type { ChildProcess } from 'node:child_process'
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { wait } from './wait.ts'

/** The server of a run, and what can be done to it. It always comes back on the same port. */
export interface ServerControl {
  readonly port: number
  /** SIGKILL; back after so many milliseconds. */
  kill(absence: number): Promise<void>
  /** SIGTERM, which it may take its time for; then back after so many milliseconds. */
  stop(absence: number): Promise<void>
  /** SIGSTOP for so many milliseconds. */
  pause(duration: number): Promise<void>
  /** Ends it for good. Rejects when it does not end by itself. */
  end(): Promise<void>
}

const path = fileURLToPath(new URL('server-process.ts', import.meta.url))

/** Starts the server. `mishap` is told when it ends without having been asked, or complains. */
export async function startServer(file: string | null, mishap: (what: string) => void): Promise<ServerControl> {
  let expected = false
  let child: ChildProcess
  let port = 0

  const start = async (): Promise<void> => {
    expected = false
    const started = fork(path, [String(port), ...(file === null ? [] : [file])], {
      execArgv: ['--conditions=source'],
      stdio: ['ignore', 'inherit', 'pipe', 'ipc'],
    })
    child = started
    started.stderr?.on('data', (text: Buffer) => mishap(`server: ${text.toString().trim().slice(0, 2_000)}`))
    started.once('exit', (code, signal) => {
      if (!expected) mishap(`server: ended by itself with ${String(code ?? signal)}`)
    })
    const [message] = (await Promise.race([once(started, 'message'), once(started, 'exit')])) as [unknown]
    if (typeof message !== 'number' || !started.connected) throw new Error('The server did not start')
    port = message
  }

  const endWith = async (signal: NodeJS.Signals): Promise<number | null> => {
    expected = true
    const ended = once(child, 'exit')
    child.kill(signal)
    const [code] = (await ended) as [number | null]
    return code
  }

  // A paused process would not notice that its parent is gone.
  const killOnExit = (): void => void child.kill('SIGKILL')
  process.once('exit', killOnExit)
  await start()
  return {
    get port() {
      return port
    },
    async kill(absence) {
      await endWith('SIGKILL')
      await wait(absence)
      await start()
    },
    async stop(absence) {
      const code = await endWith('SIGTERM')
      if (code !== 0) mishap(`server: a graceful end gave ${String(code)}`)
      await wait(absence)
      await start()
    },
    async pause(duration) {
      child.kill('SIGSTOP')
      await wait(duration)
      child.kill('SIGCONT')
    },
    async end() {
      process.off('exit', killOnExit)
      const code = await endWith('SIGTERM')
      if (code !== 0) throw new Error(`The server ended with ${String(code)}`)
    },
  }
}
