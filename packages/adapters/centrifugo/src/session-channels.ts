import type { AttachOptions, EventBatch, PresenceConnection, RealtimeError } from '@herenow/adapter'
import { waitFor } from '@herenow/adapter'
import type { PublicationContext } from 'centrifuge'
import type { Fault } from './connection/ending.ts'
import { nativeChannel } from './native-channel.ts'
import type { NativePosition } from './native-position.ts'
import { createPresenceFeed } from './presence-feed.ts'
import type { Reading } from './received.ts'
import { unsupported } from './service-error.ts'
import type { SessionChannel } from './session-channel.ts'
import { createSessionChannel } from './session-channel.ts'
import type { Subscribe } from './subscribe.ts'

export interface SessionChannelsNeeds {
  readonly events: EventBatch
  readonly reading: Reading
  readonly subscribe: Subscribe
  readonly isConnected: () => boolean
  readonly present: (channel: string) => Promise<readonly PresenceConnection[]>
  readonly last: (channel: string, position: NativePosition, limit: number) => Promise<readonly PublicationContext[]>
  /** Resolves when the service has done all that it was asked before. */
  readonly fence: () => Promise<unknown>
}

/** All channels that are to be attached, kept over drops. */
export interface SessionChannels {
  attach(channel: string, options: AttachOptions): Promise<void>
  readonly detach: (channel: string) => Promise<void>
  readonly onConnected: () => void
  readonly onDown: (fault: Fault | null) => void
  /** Nothing will be attached any more. */
  readonly fail: (reason: RealtimeError) => void
}

export function createSessionChannels(needs: SessionChannelsNeeds): SessionChannels {
  const { events, reading, subscribe, isConnected, present, last, fence } = needs
  const channels = new Map<string, SessionChannel>()

  function create(channel: string, options: AttachOptions): SessionChannel {
    const made = createSessionChannel({
      channel,
      options,
      events,
      reading,
      feed: createPresenceFeed({ channel, events, reading, present: () => present(channel) }),
      subscribe,
      last: (position, limit) => last(channel, position, limit),
      onOver: () => void channels.delete(channel),
    })
    channels.set(channel, made)
    if (isConnected()) made.connected()
    return made
  }

  return {
    attach: (channel, options) =>
      waitFor((waiter) => {
        nativeChannel(channel)
        refuseTimes(channel, options)
        events.during(() => {
          const it = channels.get(channel) ?? create(channel, options)
          it.want(options.presence, waiter)
        })
      }),
    async detach(channel) {
      const it = channels.get(channel)
      if (!it) return
      channels.delete(channel)
      events.during(() => it.end())
      // Without a connection there is nothing to wait for.
      await fence().catch(() => {})
    },
    onConnected() {
      for (const it of channels.values()) it.connected()
    },
    onDown(fault) {
      for (const it of channels.values()) it.down(fault)
    },
    fail(reason) {
      const failed = [...channels.values()]
      channels.clear()
      for (const it of failed) it.fail(reason)
    },
  }
}

function refuseTimes(channel: string, { since, rewind }: AttachOptions): void {
  if (typeof since === 'number' || (typeof rewind === 'object' && rewind !== null)) {
    throw unsupported('Messages can not be asked for by time here.', 'time', channel)
  }
}
