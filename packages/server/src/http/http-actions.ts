import type { Buffer } from 'node:buffer'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Failures } from '../env/failures.ts'
import type { RefusedRequest } from './refused-request.ts'

/** What is done with what arrives over HTTP, on a server of ours or on somebody else's. */
export interface HttpActions {
  answer(request: IncomingMessage, response: ServerResponse): void
  /** An upgrade for one of our paths. */
  upgrade(request: IncomingMessage, stream: Duplex, head: Buffer): void
  /** Refuses an upgrade, by default as one of our clients for another path. */
  refuse(request: IncomingMessage, stream: Duplex, refused?: RefusedRequest): void
  /** Whether a connection from an address may stay. */
  admit(address: string): boolean
  /** One that was admitted is gone. */
  release(address: string): void
}

/** Guards a handler. Whoever can't be served is let go: what holds a socket must not be held by it. */
export function served<Args extends readonly [unknown, { destroy(): unknown }, ...unknown[]]>(
  failures: Failures,
  handle: (...args: Args) => void,
): (...args: Args) => void {
  return failures.guard('A request failed', (...args: Args) => {
    try {
      handle(...args)
    } catch (error) {
      args[1].destroy()
      throw error
    }
  })
}
