import type { AskSdk, EventBatch, PresenceRequest, PresenceWish, RealtimeError, UserInfo } from '@herenow/adapter'
import { adapterError, connectionLost, createDesiredPresence } from '@herenow/adapter'
import { nativeName } from './channel-names.ts'
import { hint } from './hints.ts'
import { sealedState } from './presence-state.ts'
import type { SdkClient } from './sdk.ts'

export interface OwnStateNeeds {
  readonly client: Pick<SdkClient, 'setState'>
  readonly events: EventBatch
  readonly ask: AskSdk
  readonly info: UserInfo | null
  readonly isConnected: () => boolean
  /** The keyset has presence, as far as that is known. */
  readonly hasPresence: () => boolean
  /** Throws where there is no room for a state. */
  readonly reserve: (channel: string, state: unknown) => void
  /** `waiting`: it isn't attached yet. `undefined`: nobody wants it attached. */
  readonly channel: (name: string) => 'attached' | 'waiting' | undefined
}

/** What we say of ourselves in channels, kept over drops. Being there comes with the attach. */
export interface OwnState {
  readonly update: (channel: string, state: unknown) => Promise<void>
  readonly onConnected: () => void
  readonly onDown: () => void
  readonly onAttached: (channel: string) => void
  /** The channel is left, or was refused: whoever attaches it again begins anew. */
  readonly forget: (channel: string, reason: RealtimeError) => void
  /** Tells those who wait that it won't come to that. */
  readonly fail: (reason: RealtimeError) => void
}

export function createOwnState(needs: OwnStateNeeds): OwnState {
  const { client, events, ask, info, isConnected, hasPresence, reserve, channel } = needs
  /** What has to wait until its channel is attached. */
  const waiting = new Map<string, PresenceRequest[]>()
  /** The SDK repeats them with every sign of life, also after a drop. */
  const granted = new WeakSet<PresenceWish>()
  const desired = createDesiredPresence({ isConnected, request })

  function request(it: PresenceRequest): void {
    const status = channel(it.channel)
    if (status === 'waiting') waiting.set(it.channel, [...(waiting.get(it.channel) ?? []), it])
    else if (status === 'attached') send(it)
    else it.refused(adapterError('invalid_argument', 'The channel is not attached.', { hint: hint('present') }))
  }

  function send(it: PresenceRequest): void {
    const state = sealedState({ state: it.wish.state, info })
    ask(async () => client.setState({ channels: [nativeName(it.channel)], state }), it.channel).then(
      () => {
        granted.add(it.wish)
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

  /** Others are to know who we are, also where we say nothing else. */
  function introduce(name: string): void {
    if (!info || !hasPresence() || desired.wish(name)) return
    desired.set(name, 'update', null).catch((error: RealtimeError) => events.add({ type: 'error', error }))
  }

  return {
    async update(name, state) {
      reserve(name, state)
      await desired.set(name, 'update', state)
    },
    onConnected: () => desired.connected((wish) => granted.has(wish)),
    onDown() {
      const lost = [...waiting.keys()].flatMap(takeWaiting)
      for (const it of lost) it.lost(connectionLost())
    },
    onAttached(name) {
      takeWaiting(name).forEach(request)
      introduce(name)
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
