import type { Clock } from '@herenow/adapter'
import type { Attach, AttachResult, DetachedItem, ErrorBody } from '@herenow/protocol'
import { encodeItem, encodeMessageItem } from '@herenow/protocol'
import type { EventLoop } from '../env/server-env.ts'
import type { Engine, EngineMessage, EngineOutcome } from '../engine/engine.ts'
import type { ServerMetrics } from '../metrics/server-metrics.ts'
import { attachResult, startOf } from './attach-position.ts'
import { catchUp, discontinuity } from './catch-up.ts'
import type { SettingsOf } from './channel-rules.ts'
import { LocalChannel } from './local-channel.ts'
import { RateMeter } from './rate-meter.ts'
import type { Subscription } from './subscription.ts'
import type { Telling } from './telling.ts'

interface HubParts {
  readonly engine: Engine
  readonly settingsOf: SettingsOf
  readonly clock: Clock
  readonly loop: EventLoop
  readonly telling: Telling
  readonly metrics: ServerMetrics
  /** Told what became of the messages of a channel, in order. */
  readonly published: (channel: string, outcomes: readonly EngineOutcome[]) => void
}

/** Unstored messages need no retention, but engines want one. */
const keepNothing = { messages: 0, seconds: 0 }

/** Brings publishers and subscribers of channels together: the engine stores first, then everybody is told. */
export class Hub {
  readonly #parts: HubParts
  readonly #channels = new Map<string, LocalChannel>()
  /** Messages that were new. */
  readonly published: RateMeter = new RateMeter()
  /** The same, once for every subscriber. */
  readonly delivered: RateMeter = new RateMeter()

  constructor(parts: HubParts) {
    this.#parts = parts
  }

  /** Channels with subscribers. */
  get channels(): readonly string[] {
    return [...this.#channels.keys()]
  }

  /** Subscribers of all channels. */
  get subscriptions(): number {
    let sum = 0
    for (const { size } of this.#channels.values()) sum += size
    return sum
  }

  /** How many subscribers a channel has. */
  sizeOf(channel: string): number {
    return this.#channels.get(channel)?.size ?? 0
  }

  /** Whether the channel has subscribers. */
  has(channel: string): boolean {
    return this.#channels.has(channel)
  }

  /**
   * Attaches a subscription, or attaches it anew. The subscription is taken in first and the position read then, so
   * that nothing falls between; messages follow once `answer` has been called with the result.
   */
  async attach(subscription: Subscription, attach: Attach, answer: (result: AttachResult) => void): Promise<void> {
    const { engine, clock, settingsOf } = this.#parts
    const channel = this.#channel(subscription.channel)
    subscription.attempt += 1
    subscription.state = 'attaching'
    channel.add(subscription)
    const { attempt } = subscription
    const position = await engine.position(subscription.channel, startOf(attach, clock.date()))
    const found = attachResult(attach, position)
    // Where nothing is stored nobody can know what was missed.
    const isUnkept = settingsOf(subscription.channel).history === null
    const result: AttachResult = isUnkept ? { ...found, recovered: false, unkept: true } : found
    const superseded = subscription.state !== 'attaching' || subscription.attempt !== attempt
    if (!superseded) this.#noticeEpoch(channel, position.epoch, subscription)
    answer(result)
    this.#parts.metrics.attaches[attach.since === undefined ? 'fresh' : result.recovered ? 'recovered' : 'gap'] += 1
    // The newer attach will be answered too; until then nothing follows.
    if (superseded) return
    subscription.position = result.offset
    if (result.offset < position.top || !channel.join(subscription, result.offset)) {
      catchUp(engine, channel, subscription, result.epoch, (lost, error) => {
        this.#revoke(channel, lost, error)
      })
    }
  }

  detach(subscription: Subscription): void {
    const channel = this.#channels.get(subscription.channel)
    if (channel !== undefined) this.#remove(channel, subscription)
  }

  /** Stores messages in order and then sends them to the channel's subscribers. */
  async publish(name: string, messages: readonly EngineMessage[]): Promise<readonly EngineOutcome[]> {
    const { engine, settingsOf, telling, published } = this.#parts
    const { history, durability } = settingsOf(name)
    const taken = history === null ? messages.map((message) => ({ ...message, store: false })) : messages
    const outcomes = await engine.publish(name, taken, history ?? keepNothing, durability)
    this.#count(outcomes)
    published(name, outcomes)
    const told = telling.each(name, outcomes, {
      bytesOf: (outcome) => (outcome.kind === 'accepted' ? this.bytesFor(name, outcome.text) : 0),
      tell: (outcome) => {
        const channel = this.#channels.get(name)
        if (channel !== undefined) this.#tell(name, channel, outcome)
      },
    })
    if (told !== null) await told
    return outcomes
  }

  /** What was refused is counted where it is told. */
  #count(outcomes: readonly EngineOutcome[]): void {
    const { publishes } = this.#parts.metrics
    let accepted = 0
    for (const { kind } of outcomes) {
      if (kind === 'accepted') accepted += 1
      else if (kind === 'known') publishes.duplicate += 1
    }
    publishes.accepted += accepted
    this.published.add(accepted, this.#parts.clock.now())
  }

  /** Bytes that `text` is for all subscribers of the channel together, about. */
  bytesFor(name: string, text: string): number {
    return text.length * this.sizeOf(name)
  }

  /** Sends something unstored, at most once, to the channel's subscribers. */
  signal(name: string, text: string): void {
    this.#parts.metrics.signals += 1
    this.#channels.get(name)?.fanOutUnstored(text, this.#parts.loop.now(), true)
  }

  #tell(name: string, channel: LocalChannel, outcome: EngineOutcome): void {
    if (outcome.kind !== 'accepted') return
    const text = encodeMessageItem(name, outcome.text)
    const now = this.#parts.loop.now()
    const { size } = channel
    this.delivered.add(size, this.#parts.clock.now())
    this.#parts.metrics.deliveries += size
    if (outcome.position === null) {
      channel.fanOutUnstored(text, now, false)
      return
    }
    this.#noticeEpoch(channel, outcome.position.epoch, null)
    channel.fanOut(text, outcome.position.offset, now)
  }

  /** Broadcast messages don't carry their epoch: whoever was told another one must attach again. */
  #noticeEpoch(channel: LocalChannel, epoch: string, except: Subscription | null): void {
    if (channel.epoch === epoch) return
    if (channel.epoch !== null) {
      channel.fannedOut = 0
      for (const subscription of channel.subscriptions()) {
        if (subscription !== except && subscription.state !== 'attaching')
          this.#revoke(channel, subscription, discontinuity)
      }
    }
    channel.epoch = epoch
  }

  #revoke(channel: LocalChannel, subscription: Subscription, error: ErrorBody): void {
    const detached: DetachedItem = { type: 'detached', channel: subscription.channel, resumable: true, error }
    this.#remove(channel, subscription)
    this.#parts.metrics.refused('channel', error.code)
    subscription.outgoing.send(encodeItem(detached))
    subscription.onRevoked(subscription)
  }

  #remove(channel: LocalChannel, subscription: Subscription): void {
    subscription.state = 'ended'
    channel.remove(subscription)
    if (channel.size === 0) this.#channels.delete(subscription.channel)
  }

  #channel(name: string): LocalChannel {
    const known = this.#channels.get(name)
    if (known !== undefined) return known
    const channel = new LocalChannel()
    this.#channels.set(name, channel)
    return channel
  }
}
