import type { Signal, Timer } from '@herenow/adapter'
import type { ChannelCore } from '../channel/channel-core.ts'
import type { ChannelTypes } from '../channel/channel-types.ts'
import type { Channel } from '../channel/channel.ts'
import { insideChannel } from '../channel/inside-channel.ts'
import { createSlicedStore } from '../store/sliced-store.ts'
import type { TypingMember, TypingStore } from './typing.ts'

/** The reserved signal. Its data: for how many milliseconds it holds; 0 takes it back. */
const signalName = 'herenow:typing'
const defaultTimeout = 4_000
const longestTimeout = 30_000

interface Typist {
  readonly member: TypingMember
  readonly timer: Timer
}

const stores = new WeakMap<ChannelCore, TypingStore>()

/**
 * Who else is typing in a channel, and our own part in it. The same channel gives the same store. Hears of others only
 * while the channel is attached. Throws `invalid_argument` for an object that isn't a client's channel.
 */
export function typingStore<Types extends ChannelTypes>(channel: Channel<Types>): TypingStore {
  return insideChannel(channel, (core) => {
    const store = stores.get(core) ?? createTypingStore(core)
    stores.set(core, store)
    return store
  })
}

/** Out of signals: ours are sent at changes only, others' run out by themselves. */
function createTypingStore(channel: ChannelCore): TypingStore {
  const { client, name: channelName } = channel
  const { clock } = client
  const slices = createSlicedStore<{ typing: readonly TypingMember[] }>({ typing: [] }, client.report)
  const typists = new Map<string, Typist>()
  let ownTimer: Timer = null
  let sentAt = -Infinity
  let areTyping = false

  function hear({ name, data, clientId, info }: Signal): void {
    if (name !== signalName || clientId === client.clientId) return
    const holds = typeof data === 'number' ? Math.min(data, longestTimeout) : 0
    if (!(holds > 0)) return stopped(clientId)
    const known = typists.get(clientId)
    if (known) clock.clearTimeout(known.timer)
    const timer = clock.setTimeout(() => stopped(clientId), holds)
    typists.set(clientId, { member: known?.member ?? { clientId, info }, timer })
    if (!known) client.pacer.mark(publish)
  }

  function stopped(clientId: string): void {
    const typist = typists.get(clientId)
    if (!typist) return
    clock.clearTimeout(typist.timer)
    typists.delete(clientId)
    client.pacer.mark(publish)
  }

  function publish(): void {
    slices.commit({ typing: [...typists.values()].map(({ member }) => member) })
  }

  function set(isTyping: boolean, timeout: number = defaultTimeout): void {
    if (client.ended) return
    clock.clearTimeout(ownTimer)
    if (isTyping) ownTimer = clock.setTimeout(() => set(false), timeout)
    const alive = areTyping && clock.now() - sentAt < timeout / 2
    if (isTyping ? alive : !areTyping) return
    areTyping = isTyping
    sentAt = clock.now()
    if (client.isConnected) void send(isTyping ? timeout : 0)
  }

  async function send(holds: number): Promise<void> {
    try {
      await client.session?.signal(channelName, signalName, holds)
    } catch {
      // Nobody needs to hear that a typing signal got lost: it would have run out in a moment.
    }
  }

  channel.signals.add(hear)
  // They have sent what they typed.
  channel.messages.add(({ clientId }) => stopped(clientId))
  channel.stopped.add(() => {
    for (const clientId of Array.from(typists.keys())) stopped(clientId)
    clock.clearTimeout(ownTimer)
    areTyping = false
  })
  return { ...slices.view('typing'), set }
}
