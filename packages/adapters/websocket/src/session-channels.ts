import type { AttachOptions, RealtimeError } from '@herenow/adapter'
import { assertChannelName, waitFor } from '@herenow/adapter'
import type { SessionChannel, SessionChannelNeeds } from './session-channel.ts'
import { createSessionChannel } from './session-channel.ts'

/** All channels that are to be attached: kept over drops, carried out on every new socket. */
export interface SessionChannels {
  get(name: string): SessionChannel | undefined
  attach(name: string, options: AttachOptions): Promise<void>
  detach(name: string): Promise<void>
  /** There is a socket: carries out every wish. */
  readonly onGreeted: () => void
  onDown(): void
  /** Tells those who wait that it won't come to that. */
  onFailed(reason: RealtimeError): void
}

export type SessionChannelsNeeds = Omit<SessionChannelNeeds, 'channel' | 'options' | 'onOver'>

export function createSessionChannels(needs: SessionChannelsNeeds): SessionChannels {
  const { requests } = needs
  const channels = new Map<string, SessionChannel>()
  let greeted = false

  function create(name: string, options: AttachOptions): SessionChannel {
    const channel = createSessionChannel({ ...needs, channel: name, options, onOver: () => channels.delete(name) })
    channels.set(name, channel)
    return channel
  }

  /** Repeated until it is answered: an attachment that only the server knows of must not stay. */
  function release(name: string, done: () => void): void {
    requests.send({ type: 'detach', channel: name }, Boolean, ({ error }) => {
      done()
      if (error?.code === 'timeout' && greeted && !channels.has(name)) release(name, done)
    })
  }

  return {
    get: (name) => channels.get(name),
    attach: (name, options) =>
      waitFor((waiter) => {
        assertChannelName(name)
        const channel = channels.get(name) ?? create(name, options)
        channel.want(options.presence, greeted, waiter)
      }),
    detach: (name) =>
      new Promise((resolve) => {
        const channel = channels.get(name)
        if (!channel) return resolve()
        channels.delete(name)
        channel.end()
        if (greeted) release(name, resolve)
        else resolve()
      }),
    onGreeted() {
      greeted = true
      for (const channel of channels.values()) channel.greeted()
    },
    onDown() {
      greeted = false
      for (const channel of channels.values()) channel.down()
    },
    onFailed(reason) {
      for (const channel of channels.values()) channel.fail(reason)
    },
  }
}
