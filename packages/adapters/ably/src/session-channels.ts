import type { AskSdk, AttachOptions, Env, EventBatch, RealtimeError, Waiter } from '@herenow/adapter'
import { adapterError, assertChannelName, waitFor } from '@herenow/adapter'
import type { RealtimeChannel, RealtimeClient } from 'ably'
import { readBeginning } from './beginning.ts'
import { nativeChannel } from './native-channel.ts'
import { createPresenceFeed } from './presence-feed.ts'
import { unsupported } from './service-error.ts'
import type { SessionChannel } from './session-channel.ts'
import { createSessionChannel } from './session-channel.ts'

export interface SessionChannelsNeeds {
  readonly env: Pick<Env, 'clock' | 'random'>
  readonly client: Pick<RealtimeClient, 'channels' | 'time'>
  readonly events: EventBatch
  readonly ask: AskSdk
  readonly isConnected: () => boolean
  readonly onAttached: (channel: string) => void
  /** It is no longer wanted, or was refused. */
  readonly onGone: (channel: string, reason: RealtimeError) => void
}

/** All channels that are to be attached, kept over drops. */
export interface SessionChannels {
  attach(channel: string, options: AttachOptions): Promise<void>
  readonly detach: (channel: string) => Promise<void>
  /** The SDK's channel. `waiting`: it isn't attached yet. `undefined`: nobody wants it attached. */
  readonly native: (channel: string) => RealtimeChannel | 'waiting' | undefined
  readonly onConnected: () => void
  readonly onDown: () => void
  /** Nothing will be attached any more. */
  readonly fail: (reason: RealtimeError) => void
}

/** An attach that waits until the SDK has let go of an earlier channel of that name. */
interface Later {
  readonly options: AttachOptions
  readonly waiter: Waiter
}

export function createSessionChannels(needs: SessionChannelsNeeds): SessionChannels {
  const { env, client, events, ask, isConnected, onAttached, onGone } = needs
  const channels = new Map<string, SessionChannel>()
  const leaving = new Map<string, Promise<void>>()
  const later = new Map<string, Later[]>()

  function create(channel: string, options: AttachOptions): SessionChannel {
    const native = nativeChannel(client, channel)
    const made = createSessionChannel({
      channel,
      options,
      env,
      events,
      native,
      feed: createPresenceFeed({ channel, events, native, ask }),
      isConnected,
      beginning: (rewind) => readBeginning({ client, ask, env }, native, rewind),
      onAttached: () => onAttached(channel),
      onOver(reason) {
        channels.delete(channel)
        client.channels.release(channel)
        onGone(channel, reason)
      },
    })
    channels.set(channel, made)
    return made
  }

  function want(channel: string, { options, waiter }: Later): void {
    events.during(() => {
      const it = channels.get(channel) ?? create(channel, options)
      it.want(options.presence, waiter)
    })
  }

  function takeLater(channel: string): readonly Later[] {
    const taken = later.get(channel) ?? []
    later.delete(channel)
    return taken
  }

  /** Resolves when the SDK has let it go, or the connection is lost. */
  async function letGo(channel: string, it: SessionChannel): Promise<void> {
    try {
      await (isConnected() ? ask(() => it.end()) : it.end())
    } catch {
      // Then it is released all the same: nobody listens to it any more.
    }
    client.channels.release(channel)
    leaving.delete(channel)
    for (const one of takeLater(channel)) want(channel, one)
  }

  return {
    attach: (channel, options) =>
      waitFor((waiter) => {
        assertChannelName(channel)
        refuseTimes(channel, options)
        if (!leaving.has(channel)) return want(channel, { options, waiter })
        later.set(channel, [...(later.get(channel) ?? []), { options, waiter }])
      }),
    async detach(channel) {
      const reason = adapterError('connection_closed', 'The channel was detached.', { channel })
      const it = channels.get(channel)
      const isLater = later.has(channel)
      for (const { waiter } of takeLater(channel)) waiter(reason)
      if (it) {
        channels.delete(channel)
        events.during(() => leaving.set(channel, letGo(channel, it)))
        onGone(channel, reason)
      } else if (isLater) {
        events.add({ type: 'channel', channel, state: { status: 'detached', reason: null } })
        onGone(channel, reason)
      }
      await leaving.get(channel)
    },
    native(channel) {
      const it = channels.get(channel)
      if (!it) return later.has(channel) ? 'waiting' : undefined
      return it.isAttached ? nativeChannel(client, channel) : 'waiting'
    },
    onConnected() {
      for (const it of channels.values()) it.connected()
    },
    onDown() {
      for (const it of channels.values()) it.down()
    },
    fail(reason) {
      const failed = [...channels.values()]
      channels.clear()
      for (const it of failed) it.fail(reason)
      for (const channel of later.keys()) for (const { waiter } of takeLater(channel)) waiter(reason)
    },
  }
}

function refuseTimes(channel: string, { since }: AttachOptions): void {
  if (typeof since === 'number') throw unsupported('Messages are not replayed from a time on here.', 'since', channel)
}
