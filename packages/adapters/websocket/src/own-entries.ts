import type { PresenceConnection } from '@herenow/adapter'
import type { PresenceStamps, SetPresence, Welcome } from '@herenow/protocol'
import type { PresenceFeed } from './presence-feed.ts'

/** Our own entries as the server has them: it answers us before it tells everybody. */
export interface OwnEntries {
  /** On a fresh connection we are nowhere. */
  welcomed(welcome: Welcome): void
  /** The server has done what we asked for. */
  answered(channel: string, action: SetPresence['action'], state: unknown, stamps: PresenceStamps | undefined): void
  /** The server has ended what we had in a channel. */
  forget(channel: string): void
  /** Everybody as they were told to be, with ourselves as we are. */
  correct(channel: string, connections: readonly PresenceConnection[]): readonly PresenceConnection[]
}

export function createOwnEntries(feedOf: (channel: string) => PresenceFeed | null | undefined): OwnEntries {
  /** `null`: we have left, though others may not have been told yet. Kept: a list from before may come at any time. */
  const entries = new Map<string, PresenceConnection | null>()
  let me: Pick<PresenceConnection, 'connectionId' | 'clientId' | 'info'> = {
    connectionId: '',
    clientId: '',
    info: null,
  }

  return {
    welcomed({ resumed, connectionId, clientId, info = null }) {
      if (!resumed) entries.clear()
      me = { connectionId, clientId, info }
    },
    answered(channel, action, state, stamps) {
      const entry = stamps ? { ...me, state, ...stamps } : null
      const connection = entry ?? entries.get(channel)
      // A server may keep the stamps to itself.
      if (entry || action === 'leave') entries.set(channel, entry)
      else entries.delete(channel)
      if (connection) feedOf(channel)?.own({ type: 'presence', channel, action, connection })
    },
    forget: (channel) => void entries.delete(channel),
    correct(channel, connections) {
      const entry = entries.get(channel)
      if (entry === undefined) return connections
      const others = connections.filter(({ connectionId }) => connectionId !== me.connectionId)
      return entry ? [...others, entry] : others
    },
  }
}
