import type { AttachOptions, RealtimeError } from '@herenow/adapter'
import { after, waitFor } from '@herenow/adapter'
import type { Route } from './routes.ts'
import type { SessionChannel, SessionChannelNeeds } from './session-channel.ts'
import { createSessionChannel } from './session-channel.ts'
import { requestTimeout } from './up.ts'

/** All channels that are to be attached: kept over drops, carried out on every new connection. */
export interface SessionChannels {
  /** By it the positions of streams are told apart that had one name, one after the other. */
  readonly epochOf: (channel: string) => string
  attach(channel: string, options: AttachOptions): Promise<void>
  readonly detach: (channel: string) => Promise<void>
  onConnected(): void
  /** `isLost`: not because of a request, and not by our own goodbye. */
  onDown(isLost: boolean): void
  /** Tells those who wait that it won't come to that. */
  fail(reason: RealtimeError): void
}

export interface SessionChannelsNeeds extends Omit<
  SessionChannelNeeds,
  'channel' | 'route' | 'options' | 'epoch' | 'onNewStream' | 'onOver'
> {
  /** Throws `invalid_argument`. */
  readonly routeOf: (channel: string) => Route
}

export function createSessionChannels(needs: SessionChannelsNeeds): SessionChannels {
  const { up, routeOf } = needs
  const { clock } = needs.env
  const channels = new Map<string, SessionChannel>()
  const detaching = new Set<() => void>()
  /** Where it is known that a stream is another than before. */
  const epochs = new Map<string, string>()
  const epochOf = (channel: string): string => epochs.get(channel) ?? 'stream'

  function create(channel: string, options: AttachOptions): SessionChannel {
    const route = routeOf(channel)
    const made = createSessionChannel({
      ...needs,
      channel,
      route,
      options,
      epoch: () => epochOf(channel),
      onNewStream() {
        epochs.set(channel, `stream-${needs.newId()}`)
        needs.unreadable.forget(channel)
      },
      onOver: () => channels.delete(channel),
    })
    channels.set(channel, made)
    return made
  }

  return {
    epochOf,
    attach: (channel, options) => waitFor((waiter) => (channels.get(channel) ?? create(channel, options)).want(waiter)),
    detach: (channel) =>
      new Promise((resolve) => {
        const found = channels.get(channel)
        if (!found) return resolve()
        channels.delete(channel)
        const cancel = after(clock, requestTimeout, done)
        function done(): void {
          cancel()
          detaching.delete(done)
          resolve()
        }
        detaching.add(done)
        found.end(done)
        if (!up()) done()
      }),
    onConnected() {
      for (const channel of channels.values()) channel.connected()
    },
    onDown(isLost) {
      for (const channel of channels.values()) channel.down(isLost)
      for (const done of detaching) done()
    },
    fail(reason) {
      for (const channel of channels.values()) channel.fail(reason)
    },
  }
}
