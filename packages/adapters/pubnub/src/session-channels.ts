import type { AttachOptions, Env, EventBatch, PresenceConnection, RealtimeError, Waiter } from '@herenow/adapter'
import { adapterError, waitFor } from '@herenow/adapter'
import type { Beginning, Missed } from './beginning.ts'
import { checkBeginning } from './beginning.ts'
import { channelName, nativeName, presenceOwner } from './channel-names.ts'
import type { Keyset } from './keyset.ts'
import type { KnownPeople } from './known-people.ts'
import type { NativePosition } from './native-position.ts'
import { laterOf, positionOf, zero } from './native-position.ts'
import { createPresenceFeed } from './presence-feed.ts'
import type { SessionChannel } from './session-channel.ts'
import { createSessionChannel } from './session-channel.ts'
import type { SharedAddress } from './shared-address.ts'
import type { SubscribedNames } from './subscribed-names.ts'
import type { Entry } from './subscription.ts'

export interface SessionChannelsNeeds {
  readonly env: Pick<Env, 'clock' | 'random'>
  readonly events: EventBatch
  readonly people: KnownPeople
  readonly keyset: Keyset
  readonly subscribed: SubscribedNames
  readonly address: Pick<SharedAddress, 'add' | 'remove' | 'clear'>
  readonly isConnected: () => boolean
  readonly present: (channel: string) => Promise<readonly PresenceConnection[]>
  readonly begin: (channel: string, options: AttachOptions, joined: NativePosition) => Promise<Beginning>
  readonly missed: (channel: string, from: NativePosition, to: NativePosition) => Promise<Missed>
  readonly onAttached: (channel: string) => void
  /** It is no longer wanted, or was refused. */
  readonly onGone: (channel: string, reason: RealtimeError) => void
}

/** All channels that are to be attached, kept over drops. */
export interface SessionChannels {
  attach(channel: string, options: AttachOptions): Promise<void>
  readonly detach: (channel: string) => Promise<void>
  /** `waiting`: it isn't attached yet. `undefined`: nobody wants it attached. */
  readonly status: (channel: string) => 'attached' | 'waiting' | undefined
  /** PubNub delivers to all of them what comes after a position. */
  readonly joined: (joined: NativePosition, now: NativePosition) => void
  /** `isFull`: something before it may have been lost, in any channel. */
  readonly received: (entries: readonly Entry[], isFull: boolean) => void
  /** Something that came after all that was received is lost: it is read from history once PubNub delivers again. */
  readonly skipped: () => void
  /** PubNub refuses channels, by their names there. Returns whether any of them is one of these. */
  readonly refused: (natives: readonly string[], reason: (channel: string) => RealtimeError) => boolean
  /** Names at PubNub of those that it hasn't taken on this connection. */
  readonly unjoined: () => readonly string[]
  /** The same of all, oldest first. */
  readonly names: () => readonly string[]
  /** PubNub may let us see more than before. */
  readonly onToken: () => void
  readonly onConnected: () => void
  readonly onDown: () => void
  /** Nothing will be attached any more. */
  readonly fail: (reason: RealtimeError) => void
}

export function createSessionChannels(needs: SessionChannelsNeeds): SessionChannels {
  const { env, events, people, keyset, subscribed, address, isConnected, present, begin, missed, onAttached, onGone } =
    needs
  const channels = new Map<string, SessionChannel>()
  /** All that came up to there has been handed on. */
  let horizon: NativePosition | null = null
  /** What came after it could not be read; `null`: nothing. */
  let skippedFrom: NativePosition | null = null

  function create(channel: string, options: AttachOptions): SessionChannel {
    const made = createSessionChannel({
      channel,
      options,
      events,
      people,
      feed: createPresenceFeed({ channel, env, events, people, present: () => present(channel) }),
      begin: async (joined) => {
        const [beginning] = await Promise.all([begin(channel, options, joined), keyset.learn(channel)])
        return beginning
      },
      missed: (from, to) => missed(channel, from, to),
      lacking: keyset.lacking,
      onAttached: () => onAttached(channel),
    })
    channels.set(channel, made)
    return made
  }

  function want(channel: string, options: AttachOptions, waiter: Waiter): void {
    const known = channels.get(channel)
    const it = known ?? create(channel, options)
    it.want(options.presence, waiter)
    if (!known && isConnected()) it.attaching()
    subscribed.want(nativeName(channel), it.isWatched)
  }

  function receive(entry: Entry): void {
    const channel = channelName(entry.event.channel)
    if (channel !== null) channels.get(channel)?.receive(entry)
  }

  function refuse(native: string, reason: (channel: string) => RealtimeError): boolean {
    const owner = presenceOwner(native)
    const channel = channelName(owner ?? native)
    const it = channel === null ? undefined : channels.get(channel)
    if (channel === null || !it) return false
    const error = reason(channel)
    if (owner !== null) {
      it.hidePresence(error)
      subscribed.unwatch(owner)
    } else {
      channels.delete(channel)
      address.remove(channel)
      void subscribed.leave(native)
      onGone(channel, error)
      it.fail(error, true)
    }
    return true
  }

  return {
    attach: (channel, options) =>
      waitFor((waiter) => {
        checkBeginning(options)
        address.add(channel, options.presence)
        events.during(() => want(channel, options, waiter))
      }),
    async detach(channel) {
      const it = channels.get(channel)
      if (!it) return
      channels.delete(channel)
      address.remove(channel)
      const left = subscribed.leave(nativeName(channel))
      events.during(() => {
        it.end()
        onGone(channel, adapterError('connection_closed', 'The channel was detached.', { channel }))
      })
      await left
    },
    status(channel) {
      const it = channels.get(channel)
      return it && (it.isAttached ? 'attached' : 'waiting')
    },
    joined(joined, now) {
      horizon = joined
      if (skippedFrom) for (const it of channels.values()) it.missing(skippedFrom, laterOf(joined, now))
      skippedFrom = null
      for (const [channel, it] of channels) if (subscribed.has(nativeName(channel))) it.joined(joined, now)
    },
    received(entries, isFull) {
      const last = entries.map(({ event }) => positionIn(event)).reduce(laterOf, horizon ?? zero)
      if (isFull && horizon) for (const it of channels.values()) if (it.isJoined) it.missing(horizon, last)
      horizon = last
      entries.forEach(receive)
    },
    skipped() {
      skippedFrom ??= horizon
    },
    refused: (natives, reason) => natives.map((native) => refuse(native, reason)).includes(true),
    unjoined: () => [...channels].filter(([, it]) => !it.isJoined).map(([channel]) => nativeName(channel)),
    names: () => [...channels.keys()].map(nativeName),
    onToken() {
      for (const [channel, it] of channels) if (it.showPresence()) subscribed.want(nativeName(channel), true)
    },
    onConnected() {
      for (const it of channels.values()) it.attaching()
    },
    onDown() {
      for (const it of channels.values()) it.down()
    },
    fail(reason) {
      const failed = [...channels.values()]
      channels.clear()
      address.clear()
      for (const it of failed) it.fail(reason, false)
    },
  }
}

function positionIn(event: Entry['event']): NativePosition {
  return positionOf(event.timetoken)
}
