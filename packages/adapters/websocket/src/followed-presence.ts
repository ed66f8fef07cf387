import type { EventBatch, RealtimeError } from '@herenow/adapter'
import type { OwnEntries } from './own-entries.ts'
import type { PresenceFeed } from './presence-feed.ts'
import { createPresenceFeed } from './presence-feed.ts'
import type { PresenceSyncNeeds } from './presence-sync.ts'
import { createPresenceSync } from './presence-sync.ts'

/** Decides whether we follow who is present in a channel, and where that starts anew. */
export interface FollowedPresence {
  /** Takes what the server tells; `null`: we don't follow. */
  readonly feed: PresenceFeed | null
  /** The server is asked to attach, with presence or without. A feed that is there goes on. */
  follow(isWanted: boolean): void
  /** The server has attached the channel: a snapshot follows by itself. */
  attached(): void
  /** The server doesn't let us see who is present. What it tells later begins with a snapshot. */
  hidden(error: RealtimeError): void
  /** The socket is gone, or the channel is. */
  stop(): void
}

export interface FollowedPresenceNeeds extends PresenceSyncNeeds {
  readonly events: EventBatch
  readonly own: Pick<OwnEntries, 'correct'>
}

export function createFollowedPresence(needs: FollowedPresenceNeeds): FollowedPresence {
  const { channel, events, own } = needs
  const sync = createPresenceSync(needs)
  let feed: PresenceFeed | null = null

  function start(): PresenceFeed {
    return createPresenceFeed({ channel, events, own, sync: sync.soon })
  }

  return {
    get feed() {
      return feed
    },
    follow(isWanted) {
      sync.cancel()
      if (isWanted) feed ??= start()
      else feed = null
    },
    attached: () => sync.cancel(),
    hidden(error) {
      if (!feed) return
      feed = start()
      events.add({ type: 'presence-hidden', channel, error })
    },
    stop() {
      sync.cancel()
      feed = null
    },
  }
}
