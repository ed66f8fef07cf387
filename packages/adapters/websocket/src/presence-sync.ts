import type { Clock, Random } from '@herenow/adapter'
import { after } from '@herenow/adapter'
import type { Requests } from './requests.ts'

/** Milliseconds over which clients spread their requests for a snapshot. */
const longestSpread = 500

/** Decides when the server is asked for another snapshot of who is present in a channel. */
export interface PresenceSync {
  /** Everybody may have missed the same, so clients ask at different moments. Calls until then are one request. */
  readonly soon: () => void
  /** What is to be asked for soon isn't needed any more. */
  cancel(): void
}

export interface PresenceSyncNeeds {
  readonly channel: string
  readonly clock: Clock
  readonly random: Random
  readonly requests: Pick<Requests, 'send'>
  /** A snapshot that didn't come in time is asked for again only while the channel is attached. */
  readonly isAttached: () => boolean
}

export function createPresenceSync({ channel, clock, random, requests, isAttached }: PresenceSyncNeeds): PresenceSync {
  let cancel = (): void => {}

  function ask(): void {
    requests.send({ type: 'presence-sync', channel }, Boolean, ({ error }) => {
      if (error?.code === 'timeout' && isAttached()) ask()
    })
  }

  return {
    soon() {
      cancel()
      cancel = after(clock, random.next() * longestSpread, ask)
    },
    cancel: () => cancel(),
  }
}
