import type {
  DesiredPresence,
  EventBatch,
  PresenceConnection,
  PresenceRequest,
  PresenceWish,
  RealtimeError,
} from '@herenow/adapter'
import { createDesiredPresence } from '@herenow/adapter'
import type { PresenceStamps, Welcome } from '@herenow/protocol'
import { decodeResult } from '@herenow/protocol'
import type { PresenceFeed } from './presence-feed.ts'
import type { Traceable } from './request-gate.ts'
import type { Requests } from './requests.ts'

/**
 * Our own entry in the presence of every channel. `DesiredPresence` keeps the entries that we want; this part asks the
 * server for them and keeps those that it granted, which it tells us before it tells everybody.
 */
export interface OwnEntries extends Omit<DesiredPresence, 'connected'> {
  /** The server no longer lets us be there. Where a request is under way, its answer says so. */
  denied(channel: string, reason: RealtimeError): void
  /** Everybody as they were told to be, with ourselves as we are. */
  correct(channel: string, connections: readonly PresenceConnection[]): readonly PresenceConnection[]
  /** On a fresh connection we are nowhere. */
  welcomed(welcome: Welcome): void
  onConnected(resumed: boolean): void
}

/** Milliseconds until a state on which two sockets ended is worth another try. */
const minute = 60_000

function traceOf({ channel, action, wish }: PresenceRequest): Traceable {
  const lane = `presence ${channel}`
  return { key: `${lane} ${action} ${JSON.stringify(wish.state)}`, lane, retryAfter: minute }
}

export interface OwnEntriesNeeds {
  readonly events: EventBatch
  readonly requests: Requests
  /** Who is present in this channel, if that is followed. */
  readonly feedOf: (channel: string) => PresenceFeed | null | undefined
  readonly isConnected: () => boolean
}

export function createOwnEntries({ events, requests, feedOf, isConnected }: OwnEntriesNeeds): OwnEntries {
  const desired = createDesiredPresence({ isConnected, request })
  /** What the server has granted on the present connection, and since nothing else of us has changed. */
  let confirmed = new WeakSet<PresenceWish>()
  /** What the server has granted once: whatever ends sockets from now on, it isn't this request. */
  const proven = new WeakSet<PresenceWish>()
  /** `null`: we have left, though others may not have been told yet. Kept: a list from before may come at any time. */
  const entries = new Map<string, PresenceConnection | null>()
  let me: Pick<PresenceConnection, 'connectionId' | 'clientId' | 'info'> = {
    connectionId: '',
    clientId: '',
    info: null,
  }

  function request(asked: PresenceRequest): void {
    const { channel, wish, action } = asked
    const { state } = wish
    requests.send(
      { type: 'presence', channel, action, state: action === 'leave' ? undefined : state },
      decodeResult.stamps,
      ({ error, value }) => {
        if (!error) {
          confirmed.add(wish)
          proven.add(wish)
          answered(channel, action, state, value)
          asked.granted()
        } else if (error.retryable && !isConnected()) {
          asked.lost(error)
        } else if (!asked.refused(error)) {
          events.add(action === 'leave' ? { type: 'error', error } : { type: 'presence-refused', channel, error })
        }
      },
      { trace: proven.has(wish) ? undefined : traceOf(asked) },
    )
  }

  /** The server has done what we asked for. It may keep the stamps to itself. */
  function answered(
    channel: string,
    action: PresenceWish['action'],
    state: unknown,
    stamps: PresenceStamps | undefined,
  ): void {
    const entry = stamps ? { ...me, state, ...stamps } : null
    const connection = entry ?? entries.get(channel)
    if (entry || action === 'leave') entries.set(channel, entry)
    else entries.delete(channel)
    if (connection) feedOf(channel)?.own({ type: 'presence', channel, action, connection })
  }

  return {
    ...desired,
    forget(channel, reason) {
      desired.forget(channel, reason)
      entries.delete(channel)
    },
    denied(channel, error) {
      const wish = desired.wish(channel)
      if (!wish || !confirmed.has(wish)) return
      desired.forget(channel, error)
      entries.set(channel, null)
      events.add({ type: 'presence-refused', channel, error })
    },
    correct(channel, connections) {
      const entry = entries.get(channel)
      if (entry === undefined) return connections
      const others = connections.filter(({ connectionId }) => connectionId !== me.connectionId)
      return entry ? [...others, entry] : others
    },
    welcomed({ resumed, connectionId, clientId, info = null }) {
      if (!resumed) entries.clear()
      // What others see of us has changed: it is told with the next update, so there has to be one.
      else if (JSON.stringify(info) !== JSON.stringify(me.info)) confirmed = new WeakSet()
      me = { connectionId, clientId, info }
    },
    onConnected(resumed) {
      if (!resumed) confirmed = new WeakSet()
      desired.connected((wish) => (resumed ? confirmed.has(wish) : wish.action === 'leave'))
    },
  }
}
