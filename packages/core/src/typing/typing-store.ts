import type { Signal, Timer } from '@herenow/adapter'
import type { ChannelCore } from '../channel/channel-core.ts'
import type { ChannelTypes } from '../channel/channel-types.ts'
import type { Channel } from '../channel/channel.ts'
import { insideChannel } from '../client/inside.ts'
import type { SlicedStore } from '../store/sliced-store.ts'
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
    const store = stores.get(core) ?? new TypingSignals(core).public
    stores.set(core, store)
    return store
  })
}

/** Who is typing, out of signals: ours are sent at changes only, others' run out by themselves. */
class TypingSignals {
  readonly public: TypingStore
  readonly #channel: ChannelCore
  readonly #slices: SlicedStore<{ typing: readonly TypingMember[] }>
  readonly #typists = new Map<string, Typist>()
  #ownTimer: Timer = null
  #sentAt = -Infinity
  #isTyping = false

  constructor(channel: ChannelCore) {
    this.#channel = channel
    this.#slices = createSlicedStore<{ typing: readonly TypingMember[] }>({ typing: [] }, channel.client.report)
    this.public = { ...this.#slices.view('typing'), set: (isTyping, timeout) => this.#set(isTyping, timeout) }
    channel.signals.add((signal) => this.#signal(signal))
    // They have sent what they typed.
    channel.messages.add(({ clientId }) => this.#stopped(clientId))
    channel.stopped.add(() => this.#stop())
  }

  #signal({ name, data, clientId, info }: Signal): void {
    const { client } = this.#channel
    if (name !== signalName || clientId === client.clientId) return
    const holds = typeof data === 'number' ? Math.min(data, longestTimeout) : 0
    if (!(holds > 0)) return this.#stopped(clientId)
    const known = this.#typists.get(clientId)
    if (known !== undefined) client.clock.clearTimeout(known.timer)
    const timer = client.clock.setTimeout(() => this.#stopped(clientId), holds)
    this.#typists.set(clientId, { member: known?.member ?? { clientId, info }, timer })
    if (known === undefined) client.pacer.mark(this.#publish)
  }

  #stop(): void {
    for (const clientId of this.#typists.keys()) this.#stopped(clientId)
    this.#channel.client.clock.clearTimeout(this.#ownTimer)
    this.#isTyping = false
  }

  #stopped(clientId: string): void {
    const typist = this.#typists.get(clientId)
    if (typist === undefined) return
    const { clock, pacer } = this.#channel.client
    clock.clearTimeout(typist.timer)
    this.#typists.delete(clientId)
    pacer.mark(this.#publish)
  }

  #set(isTyping: boolean, timeout: number = defaultTimeout): void {
    const { clock, ended } = this.#channel.client
    if (ended) return
    clock.clearTimeout(this.#ownTimer)
    if (isTyping) this.#ownTimer = clock.setTimeout(() => this.#set(false), timeout)
    const alive = this.#isTyping && clock.now() - this.#sentAt < timeout / 2
    if (isTyping ? alive : !this.#isTyping) return
    this.#isTyping = isTyping
    this.#sentAt = clock.now()
    this.#send(isTyping ? timeout : 0)
  }

  #send(holds: number): void {
    const { client, name } = this.#channel
    // Nobody needs to hear that a typing signal got lost: it would have run out in a moment.
    if (client.isConnected) client.session?.signal(name, signalName, holds).catch(() => {})
  }

  readonly #publish = (): void => {
    this.#slices.commit({ typing: [...this.#typists.values()].map(({ member }) => member) })
  }
}
