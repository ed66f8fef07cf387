import type { Clock, Random } from '@herenow/adapter'
import type { Vitals } from './vitals.ts'

/** How output is paced. Apart from `Clock`, so that a test whose clock stands still still sees its bytes. */
export interface EventLoop {
  /** Monotonic milliseconds, for measuring how long work takes. */
  now(): number
  /** Runs `callback` once everything that has already arrived in this turn has been handled. */
  afterTurn(callback: () => void): void
  /** Runs `callback` once all that has arrived at any socket by now has been handled: later than `afterTurn`. */
  afterInput(callback: () => void): void
  after(milliseconds: number, callback: () => void): void
}

/** The server's only door to the outside world, sockets and files aside. */
export interface ServerEnv {
  readonly clock: Clock
  readonly random: Random
  readonly loop: EventLoop
  readonly vitals: Vitals
  /** Makes an HTTP request. */
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>
}
