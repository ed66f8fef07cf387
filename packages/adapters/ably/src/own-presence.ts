import type { AskSdk, EventBatch, PresenceRequest, PresenceWish, RealtimeError, UserInfo } from '@herenow/adapter'
import { adapterError, connectionLost, createDesiredPresence } from '@herenow/adapter'
import type { RealtimeChannel } from 'ably'
import { hint } from './hints.ts'
import { sealed } from './presence-data.ts'

export interface OwnPresenceNeeds {
  readonly events: EventBatch
  readonly ask: AskSdk
  readonly info: UserInfo | null
  /** The present connection; `null`: there is none. */
  readonly connectionId: () => string | null
  /** The SDK's channel. `waiting`: it isn't attached yet. `undefined`: nobody wants it attached. */
  readonly channel: (name: string) => RealtimeChannel | 'waiting' | undefined
}

/** Our own presence in channels, kept over drops. */
export interface OwnPresence {
  set(channel: string, action: PresenceWish['action'], state: unknown): Promise<void>
  readonly onConnected: () => void
  readonly onDown: () => void
  readonly onAttached: (channel: string) => void
  /** The channel is left, or was refused: whoever attaches it again enters anew. */
  readonly forget: (channel: string, reason: RealtimeError) => void
  /** Tells those who wait that it won't come to that. */
  readonly fail: (reason: RealtimeError) => void
}

export function createOwnPresence({ events, ask, info, connectionId, channel }: OwnPresenceNeeds): OwnPresence {
  /** What has to wait until its channel is attached. */
  const waiting = new Map<string, PresenceRequest[]>()
  /** On which connection a wish was granted: the SDK itself enters again there, also after a drop. */
  const granted = new WeakMap<PresenceWish, string>()
  const desired = createDesiredPresence({ isConnected: () => connectionId() !== null, request })

  function request(it: PresenceRequest): void {
    const native = channel(it.channel)
    if (native === 'waiting') waiting.set(it.channel, [...(waiting.get(it.channel) ?? []), it])
    else if (native) send(it, native)
    else if (it.action === 'leave') it.granted()
    else it.refused(adapterError('invalid_argument', 'The channel is not attached.', { hint: hint('present') }))
  }

  function send(it: PresenceRequest, { presence }: RealtimeChannel): void {
    const { action, wish } = it
    const data = action === 'leave' ? undefined : sealed({ state: wish.state, info })
    ask(() => presence[action](data), it.channel).then(
      () => {
        const id = connectionId()
        if (id !== null) granted.set(wish, id)
        it.granted()
      },
      (thrown: unknown) => {
        const error = thrown as RealtimeError
        if (error.origin === 'adapter' && error.retryable) return it.lost(error)
        if (!it.refused(error)) events.add({ type: 'presence-refused', channel: it.channel, error })
      },
    )
  }

  function takeWaiting(name: string): readonly PresenceRequest[] {
    const taken = waiting.get(name) ?? []
    waiting.delete(name)
    return taken
  }

  return {
    set: (name, action, state) => desired.set(name, action, state),
    onConnected: () => desired.connected((wish) => granted.get(wish) === connectionId()),
    onDown() {
      const lost = [...waiting.keys()].flatMap(takeWaiting)
      for (const it of lost) it.lost(connectionLost())
    },
    onAttached(name) {
      takeWaiting(name).forEach(request)
    },
    forget(name, reason) {
      desired.forget(name, reason)
      for (const it of takeWaiting(name)) it.refused(reason)
    },
    fail(reason) {
      for (const it of [...waiting.keys()].flatMap(takeWaiting)) it.refused(reason)
      desired.fail(reason)
    },
  }
}
