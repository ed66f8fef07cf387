import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { ServiceName as InstalledService } from '../../services.mjs'

/** The services of others that the demo is played on. */
export type ServiceName = Extract<InstalledService, 'centrifugo' | 'rabbitmq'> | 'ably' | 'pubnub'

const host = fileURLToPath(new URL('host.ts', import.meta.url))

/** A service in a process of its own, and the network that leads to it. */
export interface ServiceProcess {
  /** What the demo is told in its address. */
  readonly demoQuery: string
  /** What a page with the bare SDK is told. */
  readonly nativeQuery: string
  /** Breaks every connection and lets none through. */
  readonly cut: () => Promise<void>
  readonly restore: () => Promise<void>
  /** Ends the service without a goodbye. */
  readonly crash: () => Promise<void>
  /** Starts it where it was. */
  readonly startAgain: () => Promise<void>
  readonly stop: () => Promise<void>
}

/** Starts a service. Rejects when its process ends before it is ready. */
export async function startService(name: ServiceName): Promise<ServiceProcess> {
  const child = fork(host, [name], { execArgv: ['--conditions=source'], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`The process of ${name} ended with code ${String(code)}`)
  })
  // Whoever waits for an answer hears of it.
  ended.catch(() => {})
  const answer = (): Promise<unknown> => Promise.race([once(child, 'message').then(([said]) => said as unknown), ended])
  const tell = (command: string) => async (): Promise<void> => {
    const answered = answer()
    child.send(command)
    await answered
  }
  const ready = (await answer()) as Pick<ServiceProcess, 'demoQuery' | 'nativeQuery'>
  return {
    ...ready,
    cut: tell('cut'),
    restore: tell('restore'),
    crash: tell('crash'),
    startAgain: tell('startAgain'),
    stop: tell('stop'),
  }
}
