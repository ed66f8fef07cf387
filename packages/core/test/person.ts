import type { Channel, Client, MessageOf, PublishReceipt, RealtimeError } from '../src/index.ts'
import { createClient } from '../src/index.ts'
import { silentLogger } from '@herenow/testing'
import type { World } from './world.ts'

/** What a listener was told, in order. `anew`: from here on nothing needs to continue what came before. */
export type Heard =
  | { readonly kind: 'message'; readonly message: MessageOf }
  | { readonly kind: 'gap' }
  | { readonly kind: 'anew' }

/** What became of one publish. */
export type Settlement = { readonly receipt: PublishReceipt } | { readonly error: RealtimeError }

/** How long a detached channel keeps its position, milliseconds. */
const keptFor = 300_000

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
  /** Something may be heard: the channel is held, and the connection isn't closed. */
  wants = false
  listens = false
  closed = false
  /** What must never happen, and did. */
  readonly offences: string[] = []
  readonly #world: World
  /** Attached and not detached since, though the connection may have been closed. */
  #holds = false
  /** The connection was closed by hand. */
  #isShut = false
  #stoppedAt = Number.NEGATIVE_INFINITY
  #whenHeard: (() => void) | null = null
  #unsubscribe: () => void = () => {}

  constructor(clientId: string, world: World) {
    this.clientId = clientId
    this.#world = world
    this.client = createClient({ adapter: world.hub.adapter(), clientId, env: world.env, log: silentLogger })
    this.channel = this.client.channel('room')
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

  attach(): void {
    this.#holds = true
    this.#goOn()
    void this.channel.attach().catch(() => {})
  }

  detach(): void {
    this.#stop()
    this.#holds = false
    void this.channel.detach()
  }

  /** What is held comes back with `connect`, and only then. */
  closeConnection(): void {
    this.#stop()
    this.#isShut = true
    void this.client.connection.close()
  }

  connect(): void {
    this.#isShut = false
    this.#goOn()
    this.client.connection.connect()
  }

  close(): Promise<void> {
    this.#stop()
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

  #goOn(): void {
    if (!this.#holds || this.#isShut || this.wants) return
    const away = this.#world.clock.now() - this.#stoppedAt
    if (away > keptFor) this.heard.push({ kind: 'anew' })
    this.wants = true
  }

  #stop(): void {
    if (this.wants) this.#stoppedAt = this.#world.clock.now()
    this.wants = false
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
