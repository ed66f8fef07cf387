import type { Signal, Timer } from '@herenow/adapter'
import type { ChannelContext } from '../channel/channel-context.ts'
import type { Store } from '../store/store.ts'
import type { TypingMember, TypingStore } from './typing.ts'

/** The reserved signal. Its data: for how many milliseconds it holds; 0 takes it back. */
const signalName = 'herenow:typing'
const defaultTimeout = 4_000
const longestTimeout = 30_000

export const nobodyTyping: readonly TypingMember[] = []

export interface TypingSignalsOptions {
  readonly context: ChannelContext
  readonly store: Store<readonly TypingMember[]>
  readonly onChange: () => void
}

interface Typist {
  readonly member: TypingMember
  readonly timer: Timer
}

/** Who is typing, out of signals: ours are sent at changes only, others' run out by themselves. */
export class TypingSignals {
  readonly public: TypingStore
  readonly #options: TypingSignalsOptions
  readonly #typists = new Map<string, Typist>()
  #ownTimer: Timer = null
  #sentAt = -Infinity
  #isTyping = false
  #dirty = false
  #snapshot: readonly TypingMember[] = nobodyTyping

  constructor(options: TypingSignalsOptions) {
    this.#options = options
    this.public = { ...options.store, set: (isTyping, timeout) => this.#set(isTyping, timeout) }
  }

  /** Takes a signal if it is about typing. */
  receive(signal: Signal): boolean {
    if (signal.name !== signalName) return false
    const { context } = this.#options
    const holds = typeof signal.data === 'number' ? Math.min(signal.data, longestTimeout) : 0
    if (signal.clientId === context.clientId()) return true
    const known = this.#typists.get(signal.clientId)
    if (!(holds > 0)) {
      this.stopped(signal.clientId)
      return true
    }
    if (known !== undefined) context.clock.clearTimeout(known.timer)
    const timer = context.clock.setTimeout(() => this.stopped(signal.clientId), holds)
    const member = known?.member ?? { clientId: signal.clientId, info: signal.info }
    this.#typists.set(signal.clientId, { member, timer })
    if (known === undefined) this.#touch()
    return true
  }

  /** They have sent what they typed, or are gone. */
  stopped(clientId: string): void {
    const typist = this.#typists.get(clientId)
    if (typist === undefined) return
    this.#options.context.clock.clearTimeout(typist.timer)
    this.#typists.delete(clientId)
    this.#touch()
  }

  /** The channel is no longer followed. */
  clear(): void {
    for (const clientId of this.#typists.keys()) this.stopped(clientId)
    this.#options.context.clock.clearTimeout(this.#ownTimer)
    this.#isTyping = false
  }

  snapshot(): readonly TypingMember[] {
    if (!this.#dirty) return this.#snapshot
    this.#dirty = false
    this.#snapshot = this.#typists.size === 0 ? nobodyTyping : [...this.#typists.values()].map(({ member }) => member)
    return this.#snapshot
  }

  #set(isTyping: boolean, timeout: number = defaultTimeout): void {
    const { clock } = this.#options.context
    clock.clearTimeout(this.#ownTimer)
    if (isTyping) this.#ownTimer = clock.setTimeout(() => this.#set(false), timeout)
    const alive = this.#isTyping && clock.now() - this.#sentAt < timeout / 2
    if (isTyping ? alive : !this.#isTyping) return
    this.#isTyping = isTyping
    this.#sentAt = clock.now()
    this.#send(isTyping ? timeout : 0)
  }

  #send(holds: number): void {
    const { context } = this.#options
    // Nobody needs to hear that a typing signal got lost: it would have run out in a moment.
    if (context.isConnected())
      context
        .session()
        ?.signal(context.name, signalName, holds)
        .catch(() => {})
  }

  #touch(): void {
    this.#dirty = true
    this.#options.onChange()
  }
}
