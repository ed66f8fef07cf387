import type { AskSdk, EventBatch, PresenceConnection } from '@herenow/adapter'
import type { PresenceMessage, RealtimeChannel } from 'ably'
import { presenceConnection } from './received.ts'
import { requestError } from './service-error.ts'

export interface PresenceFeedNeeds {
  readonly channel: string
  readonly events: EventBatch
  readonly native: Pick<RealtimeChannel, 'presence'>
  readonly ask: AskSdk
}

/** Who is present in one attached channel: the SDK's set once it has been synchronised, then what changes in it. */
export interface PresenceFeed {
  /** Tells everybody who is present, and from then on who comes, changes and goes. */
  readonly follow: () => void
  /** Nothing is told any more. */
  readonly stop: () => void
}

interface Known {
  /** Of the word by which it is known. */
  readonly id: string
  readonly connection: PresenceConnection
}

export function createPresenceFeed({ channel, events, native, ask }: PresenceFeedNeeds): PresenceFeed {
  /** By member; those of before a drop stay, for the time at which they entered. */
  let known = new Map<string, Known>()
  /** What came while the set was waited for; `null`: it isn't. */
  let meanwhile: PresenceMessage[] | null = null
  let isFollowing = false
  let round = 0

  function connectionOf(message: PresenceMessage): PresenceConnection {
    return presenceConnection(message, known.get(keyOf(message))?.connection.enteredAt)
  }

  function snapshot(members: readonly PresenceMessage[]): void {
    const next = members.map((member) => [keyOf(member), { id: member.id, connection: connectionOf(member) }] as const)
    known = new Map(next)
    const connections = next.map(([, { connection }]) => connection)
    const changes = meanwhile ?? []
    meanwhile = null
    events.during(() => {
      events.add({ type: 'presence-snapshot', channel, connections, settling: false })
      changes.forEach(change)
    })
  }

  function change(message: PresenceMessage): void {
    const key = keyOf(message)
    const before = known.get(key)
    if (message.action === 'leave') {
      if (!before || !known.delete(key)) return
      return events.add({ type: 'presence', channel, action: 'leave', connection: before.connection })
    }
    // The set may have had it already.
    if (message.action === 'absent' || before?.id === message.id) return
    const connection = connectionOf(message)
    known.set(key, { id: message.id, connection })
    events.add({ type: 'presence', channel, action: before ? 'update' : 'enter', connection })
  }

  void native.presence.subscribe((message) => {
    if (!isFollowing) return
    if (meanwhile) meanwhile.push(message)
    else change(message)
  })

  return {
    follow() {
      const own = (round += 1)
      isFollowing = true
      meanwhile = []
      ask(() => native.presence.get(), channel).then(
        (members) => {
          if (own === round) snapshot(members)
        },
        (thrown: unknown) => {
          const error = requestError(thrown, channel)
          // Otherwise the connection was lost, and all is asked anew.
          if (own === round && !error.retryable) events.add({ type: 'presence-hidden', channel, error })
        },
      )
    },
    stop() {
      round += 1
      isFollowing = false
      meanwhile = null
    },
  }
}

function keyOf({ clientId, connectionId }: PresenceMessage): string {
  return `${connectionId} ${clientId}`
}
