import type { Clock, Timer } from '@herenow/adapter'
import type { WirePresenceChange } from '@herenow/protocol'
import type { Subscription } from '../channel/subscription.ts'
import { timings } from '../timings.ts'
import { PresenceAudience } from './presence-audience.ts'
import type { PresenceClaim, PresenceTable } from './presence-table.ts'
import { connectionPages } from './snapshot-pages.ts'

/** Changes who is present and tells those who follow it. */
export class PresenceService {
  readonly #table: PresenceTable
  readonly #clock: Clock
  readonly #occupancyChanged: (channel: string) => void
  readonly #audiences = new Map<string, PresenceAudience>()
  /** Who got a snapshot while this server didn't know everyone yet. */
  #unsettled: Set<Subscription> | null = new Set()
  #settleTimer: Timer = null

  constructor(table: PresenceTable, clock: Clock, occupancyChanged: (channel: string) => void) {
    this.#table = table
    this.#clock = clock
    this.#occupancyChanged = occupancyChanged
  }

  /** The server has started: for one grace it may not know everyone who was here before. */
  start(): void {
    this.#settleTimer = this.#clock.setTimeout(() => this.#settle(), timings.lossGrace)
  }

  /** Enters, or updates what is there. */
  put(channel: string, claim: PresenceClaim): void {
    this.#changed(channel, this.#table.occupancy(channel), this.#table.put(channel, claim, this.#clock.date()))
  }

  leave(channel: string, connectionId: string): void {
    this.#remove(channel, connectionId, 'leave')
  }

  /** Ends a connection's presence everywhere. `timeout`: it went without a word and didn't come back. */
  leaveAll(connectionId: string, action: 'leave' | 'timeout'): void {
    for (const channel of this.#table.channelsOfConnection(connectionId)) this.#remove(channel, connectionId, action)
  }

  /** Sends a snapshot, then changes. Asking again sends a new snapshot. */
  observe(subscription: Subscription): void {
    const audience = this.#audience(subscription.channel)
    // First, so that a newcomer isn't told what its snapshot shows.
    audience.tell()
    audience.observers.add(subscription)
    this.#sendSnapshot(audience, subscription)
  }

  isObserved(subscription: Subscription): boolean {
    return this.#audiences.get(subscription.channel)?.observers.has(subscription) === true
  }

  unobserve(subscription: Subscription): void {
    this.#unsettled?.delete(subscription)
    subscription.snapshots += 1
    const audience = this.#audiences.get(subscription.channel)
    if (audience === undefined) return
    audience.observers.delete(subscription)
    if (audience.observers.size > 0) return
    audience.end()
    this.#audiences.delete(subscription.channel)
  }

  end(): void {
    this.#clock.clearTimeout(this.#settleTimer)
    for (const audience of this.#audiences.values()) audience.end()
  }

  #remove(channel: string, connectionId: string, action: 'leave' | 'timeout'): void {
    const before = this.#table.occupancy(channel)
    this.#changed(channel, before, this.#table.remove(channel, connectionId, action, this.#clock.date()))
  }

  #changed(channel: string, occupancyBefore: number, change: WirePresenceChange | null): void {
    if (change === null) return
    this.#audiences.get(channel)?.note(change)
    if (this.#table.occupancy(channel) !== occupancyBefore) this.#occupancyChanged(channel)
  }

  #settle(): void {
    const waiting = this.#unsettled ?? []
    this.#unsettled = null
    for (const subscription of waiting) {
      if (this.isObserved(subscription)) this.observe(subscription)
    }
  }

  /** Everybody at one revision, page by page as the socket takes them; later changes may go in between. */
  #sendSnapshot(audience: PresenceAudience, subscription: Subscription): void {
    const { channel, outgoing, pulls } = subscription
    this.#unsettled?.add(subscription)
    subscription.snapshots += 1
    const { snapshots } = subscription
    const head = `{"type":"presence-snapshot","channel":"${channel}","revision":${audience.revision},"settling":${this.#unsettled !== null}`
    const pages = connectionPages(this.#table.connections(channel))
    let page = pages.next()
    let first = true
    const sendPage = (): boolean => {
      if (page.done === true || subscription.snapshots !== snapshots) return false
      const texts = page.value
      page = pages.next()
      const last = page.done === true
      outgoing.send(`${head},"first":${first},"last":${last},"connections":[${texts.join(',')}]}`)
      first = false
      return !last
    }
    if (sendPage()) pulls.add(async () => sendPage())
  }

  #audience(channel: string): PresenceAudience {
    const known = this.#audiences.get(channel)
    if (known !== undefined) return known
    const audience = new PresenceAudience(channel, this.#clock)
    this.#audiences.set(channel, audience)
    return audience
  }
}
