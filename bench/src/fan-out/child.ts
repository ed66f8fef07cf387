import type { ChildProcess } from 'node:child_process'
import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** A process of the benchmark that answers each message with one message. */
export interface Child {
  /** The first message it sent by itself. */
  readonly hello: unknown
  ask(message: unknown): Promise<unknown>
  stop(): Promise<void>
}

export async function startChild(file: string, args: readonly string[]): Promise<Child> {
  const path = fileURLToPath(new URL(file, import.meta.url))
  const child = fork(path, args, { execArgv: ['--conditions=source'] })
  const hello = await nextMessage(child)
  return {
    hello,
    ask: (message) => {
      if (!child.connected) return Promise.reject(new Error('The process has ended'))
      const answer = nextMessage(child)
      child.send(Object(message))
      return answer
    },
    stop: () =>
      new Promise((resolve) => {
        child.once('exit', () => resolve())
        child.disconnect()
      }),
  }
}

function nextMessage(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const died = (code: number | null): void =>
      reject(new Error(`${String(child.spawnfile)} ended with code ${String(code)}`))
    child.once('exit', died)
    child.once('message', (message) => {
      child.off('exit', died)
      resolve(message)
    })
  })
}
