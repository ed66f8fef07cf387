import type { AttachOptions } from '@herenow/adapter'
import type { WirePosition } from '@herenow/protocol'
import type { PresenceFeed } from './presence-feed.ts'
import type { Unnumbered } from './requests.ts'

/** Tells who waits for a wish that it came true, or why it won't. */
export type Waiter = (error?: Error) => void

/** A promise that the waiter settles. */
export function waitFor(start: (waiter: Waiter) => void): Promise<void> {
  return new Promise((resolve, reject) => start((error) => (error === undefined ? resolve() : reject(error))))
}

/** The wish to be attached to a channel, and how far it has come on the present socket. */
export interface Attachment {
  /** `wished`: nothing is under way. */
  status: 'wished' | 'attaching' | 'attached'
  presence: boolean
  /** Where to start, as long as there is no position. */
  readonly since: WirePosition | number | null
  readonly rewind: AttachOptions['rewind']
  /** Where we stand. */
  position: WirePosition | null
  /** Attempts in a row that didn't hold. */
  retries: number
  /** `Clock.now` milliseconds. */
  attachedAt: number
  waiters: Waiter[]
  feed: PresenceFeed | null
  cancelRetry(): void
}

/** The request that carries out the wish. */
export function attachRequest(channel: string, { presence, position, since, rewind }: Attachment): Unnumbered {
  const from = position ?? since
  return {
    type: 'attach',
    channel,
    presence: presence || undefined,
    since: from ?? undefined,
    rewind: from === null ? (rewind ?? undefined) : undefined,
  }
}
