import type { Channel, Client, MessageOf, PublishReceipt, RealtimeError } from '../src/index.ts'
import { createClient } from '../src/index.ts'
import type { Env } from '@herenow/adapter'
import type { Hub } from '@herenow/memory'
import { silentLogger } from '@herenow/testing'
import type { TestClock } from '@herenow/testing'
import { ChannelWish } from './channel-wish.ts'
import type { Disguise } from './disguise.ts'
import { disguised } from './disguise.ts'

/** What a listener was told, in order. `anew`: from here on nothing needs to continue what came before. */
export type Heard =
  | { readonly kind: 'message'; readonly message: MessageOf }
  | { readonly kind: 'gap' }
  | { readonly kind: 'anew' }

/** What became of one publish. */
export type Settlement = { readonly receipt: PublishReceipt } | { readonly error: RealtimeError }

/** How long a detached channel keeps its position, milliseconds. */
const keptFor = 300_000

/** Where a person lives. */
interface Surroundings {
  readonly hub: Hub
  readonly env: Env
  readonly clock: TestClock
  nextId(): string
}

/** One client, its ears, and what its user wants. */
export class Person {
  readonly clientId: string
  readonly client: Client
  readonly channel: Channel
  readonly heard: Heard[] = []
  /** By message id; `null` while nobody knows. */
  readonly published: Map<string, Settlement | null> = new Map()
  /** Ids that were sent again by hand or discarded: their first failure says nothing any more. */
  readonly meddledWith: Set<string> = new Set()
  readonly wish: ChannelWish = new ChannelWish()
  readonly disguise: Disguise
  listens = false
  closed = false
  /** What must never happen, and did. */
  readonly offences: string[] = []
  readonly #world: Surroundings
  readonly #leases: (() => void)[] = []
  /** When the channel was left; `Infinity` while it wasn't. */
  #detachedAt = Number.POSITIVE_INFINITY
  #whenHeard: (() => void) | null = null
  #unsubscribe: () => void = () => {}

  constructor(clientId: string, world: Surroundings) {
    this.clientId = clientId
    this.#world = world
    this.disguise = { isOn: false, onMessageOfAnother: () => this.offences.push(`${clientId} published as another`) }
    this.client = createClient({
      adapter: disguised(world.hub.adapter(), this.disguise),
      clientId,
      token: () => Promise.resolve('token'),
      lingerMs: 0,
      env: world.env,
      log: silentLogger,
    })
    this.channel = this.client.channel('room')
    this.#followState()
    this.subscribe()
    // Otherwise every failure would be a line in the log.
    this.client.on('error', () => {})
  }

  /** Listens, unless it does. What came meanwhile is not told: the next message begins anew. */
  subscribe(): void {
    if (this.listens) return
    this.listens = true
    this.heard.push({ kind: 'anew' })
    const ends = [
      this.channel.subscribe((message) => this.#hear({ kind: 'message', message })),
      this.channel.onGap(() => this.#hear({ kind: 'gap' })),
    ]
    this.#unsubscribe = () => ends.forEach((end) => end())
  }

  unsubscribe(): void {
    this.listens = false
    this.#unsubscribe()
  }

  /** Something may be heard: the channel is wanted, and the connection isn't closed. */
  get wants(): boolean {
    return !this.closed && this.wish.isAttached
  }

  attach(): void {
    // Refused at once on a connection that has failed.
    if (this.client.connection.getState().status !== 'failed') this.wish.attach()
    void this.channel.attach().catch(() => {})
  }

  detach(): void {
    this.wish.detach()
    void this.channel.detach()
  }

  lease(): void {
    this.wish.lease()
    this.#leases.push(this.channel.lease())
  }

  /** Gives a lease back. Until the time of the linger is over, something may still be heard. */
  async release(): Promise<void> {
    const release = this.#leases.pop()
    if (!release) return
    release()
    await this.#world.clock.advance(0)
    this.wish.release()
  }

  enter(): void {
    this.wish.enter()
    void this.channel.presence.enter({ mood: 1 }).catch(() => {})
  }

  leave(): void {
    this.wish.leave()
    void this.channel.presence.leave().catch(() => {})
  }

  /** What is held comes back with `connect`, and only then. */
  closeConnection(): void {
    this.wish.isShut = true
    void this.client.connection.close()
  }

  connect(): void {
    this.wish.isShut = false
    this.client.connection.connect()
  }

  /** Whatever refused or failed before may work now. */
  async recover(): Promise<void> {
    if (this.closed || this.wish.isShut) return
    if (this.client.connection.getState().status === 'failed') this.connect()
    await this.client.refreshToken().catch(() => {})
    // By hand it is asked for by hand.
    if (this.wants && !this.wish.isLeased && this.channel.state.getState().status !== 'attached') this.attach()
  }

  close(): Promise<void> {
    this.closed = true
    return this.client.close()
  }

  publish(count: number, store: boolean): void {
    const requests = Array.from({ length: count }, () => ({
      name: 'said',
      data: null,
      id: this.#world.nextId(),
      store,
    }))
    for (const { id } of requests) this.published.set(id, null)
    void this.channel.publishMany(requests).then((results) => {
      for (const result of results) {
        this.#settle(result.id, result.error === undefined ? { receipt: result } : { error: result.error })
      }
    })
  }

  /** Does something in the middle of the next message. */
  whenHeard(action: () => void): void {
    this.#whenHeard = action
  }

  /** Tries what failed again, or takes it out of the log. */
  meddle(how: 'retry' | 'discard'): void {
    for (const { id, status } of this.channel.log.getState().messages) {
      if (status !== 'failed') continue
      this.meddledWith.add(id)
      this.channel[how](id)
    }
  }

  /** A channel that was left for long starts anew when it is wanted again. */
  #followState(): void {
    this.channel.state.subscribe(({ status }) => {
      const { clock } = this.#world
      if (status === 'detached') this.#detachedAt = clock.now()
      if (status !== 'attaching') return
      if (clock.now() - this.#detachedAt > keptFor) this.heard.push({ kind: 'anew' })
      this.#detachedAt = Number.POSITIVE_INFINITY
    })
  }

  #settle(id: string, settlement: Settlement): void {
    if (this.published.get(id) !== null) this.offences.push(`${id} was settled twice`)
    this.published.set(id, settlement)
  }

  #hear(heard: Heard): void {
    if (!this.wants || !this.listens) this.offences.push(`${this.clientId} heard a ${heard.kind} uninvited`)
    this.heard.push(heard)
    if (heard.kind !== 'message') return
    const whenHeard = this.#whenHeard
    this.#whenHeard = null
    whenHeard?.()
  }
}
