import type { EventBatch, PresenceConnection } from '@herenow/adapter'
import { RealtimeError } from '@herenow/adapter'
import type { ClientInfo } from 'centrifuge'
import type { Reading } from './received.ts'
import { requestError } from './service-error.ts'

export interface PresenceFeedNeeds {
  readonly channel: string
  readonly events: EventBatch
  readonly reading: Pick<Reading, 'connection'>
  /** Everybody who is present. */
  readonly present: () => Promise<readonly PresenceConnection[]>
}

/** What the service has answered, which is told when its turn has come. */
export interface PresenceAnswer {
  readonly error: RealtimeError | null
  tell(): void
}

/** Who is present in one attached channel: asked for once, then followed by what Centrifugo pushes. */
export interface PresenceFeed {
  /** Never rejects. What is pushed from now on is told after the answer. */
  ask(): Promise<PresenceAnswer>
  /** Nothing is told any more. */
  stop(): void
  readonly joined: (info: ClientInfo) => void
  readonly left: (info: ClientInfo) => void
}

export function createPresenceFeed({ channel, events, reading, present }: PresenceFeedNeeds): PresenceFeed {
  /** By connection; `null`: not told. */
  let known: Map<string, PresenceConnection> | null = null
  /** What came while an answer was waited for; `null`: none is. */
  let meanwhile: (() => void)[] | null = null
  let round = 0

  function inTurn(change: () => void): void {
    if (meanwhile) meanwhile.push(change)
    else change()
  }

  /** Who was there before goes on from when they came. */
  function snapshot(connections: readonly PresenceConnection[]): void {
    const next = connections.map((connection) => known?.get(connection.connectionId) ?? connection)
    known = new Map(next.map((connection) => [connection.connectionId, connection]))
    events.add({ type: 'presence-snapshot', channel, connections: next, settling: false })
  }

  function hidden(error: RealtimeError): void {
    known = null
    // Otherwise the connection was lost, and all is asked anew.
    if (!error.retryable) events.add({ type: 'presence-hidden', channel, error })
  }

  function answer(own: number, error: RealtimeError | null, tell: () => void): PresenceAnswer {
    return {
      error,
      tell() {
        if (own !== round) return
        const changes = meanwhile ?? []
        meanwhile = null
        events.during(() => {
          tell()
          for (const change of changes) change()
        })
      },
    }
  }

  return {
    ask() {
      const own = (round += 1)
      meanwhile = []
      return present().then(
        (connections) => answer(own, null, () => snapshot(connections)),
        (thrown: unknown) => {
          const error = RealtimeError.isInstance(thrown) ? thrown : requestError(thrown, channel)
          return answer(own, error, () => hidden(error))
        },
      )
    },
    stop() {
      round += 1
      known = null
      meanwhile = null
    },
    joined(info) {
      inTurn(() => {
        if (!known || known.has(info.client)) return
        const connection = reading.connection(info)
        known.set(info.client, connection)
        events.add({ type: 'presence', channel, action: 'enter', connection })
      })
    },
    left(info) {
      inTurn(() => {
        const connection = known?.get(info.client)
        if (!connection) return
        known?.delete(info.client)
        events.add({ type: 'presence', channel, action: 'leave', connection })
      })
    },
  }
}
