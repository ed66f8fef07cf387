import type { ChildProcess } from 'node:child_process'
import { setTimeout as delay } from 'node:timers/promises'

const patience = 20_000

/** Asks until there is an answer; gives up when the process ends or 20 seconds have passed. */
export async function untilReady<T>(who: string, child: ChildProcess, ask: () => Promise<T>): Promise<T> {
  const deadline = Date.now() + patience
  for (;;) {
    try {
      return await ask()
    } catch (cause) {
      if (child.exitCode !== null) throw new Error(`${who} ended with code ${child.exitCode}`, { cause })
      if (Date.now() > deadline) throw new Error(`${who} was not ready after ${patience / 1_000} seconds`, { cause })
    }
    await delay(25)
  }
}
