import type { Adapter, Clock, MessageMeta, UserInfo } from '@herenow/adapter'
import { assertChannelName } from '@herenow/adapter'
import type { Conditions, Reachable } from './conditions.ts'
import type { LesserService } from './lesser-service.ts'
import { capabilitiesLike, lesserSession } from './lesser-service.ts'
import { Service } from './service.ts'
import { openSession } from './session.ts'

/** A message that was there before anybody came. */
export interface SeedMessage {
  readonly name: string
  readonly data: unknown
  readonly clientId: string
  /** Default: one that the hub makes. */
  readonly id?: string | undefined
  readonly info?: UserInfo | undefined
  readonly meta?: MessageMeta | undefined
}

/** A whole realtime service in this process, and the handles to disturb it. */
export interface Hub {
  /**
   * For `createClient`: every client of this hub's adapters meets the others. `like`: what another service can do where that
   * is less, as its adapter says; what it can't do is refused with `unsupported`. Default: all that a hub can do.
   */
  adapter(like?: LesserService): Adapter
  /** Puts messages into a channel's history, oldest first. Nobody is told. */
  seedHistory(channel: string, messages: readonly SeedMessage[]): void
  /** Takes away a channel's stored messages. Nobody is told; who was away finds a gap. */
  removeHistory(channel: string): void
  /** Breaks all connections of one client, as a network does. They come back by themselves. */
  disconnect(clientId: string): void
  /** Breaks all connections, or those of one client, and lets nothing through until `goOnline`. */
  goOffline(clientId?: string): void
  /** Lets all clients, or one, through again; those that wait try at once. */
  goOnline(clientId?: string): void
  /** Sets how many milliseconds everything takes, each way. At first: 0, which is still not at once. */
  latency(milliseconds: number): void
  /** Sets the chance, from 0 to 1, that a frame breaks the connection it travels on. At first: 0. */
  drop(rate: number): void
  /** Refuses a channel to everybody, or to one client, and ends what they have there. */
  deny(channel: string, clientId?: string): void
  /** Takes a `deny` back. Leased channels are asked for again after a reconnect, or after `refreshToken` with a token. */
  allow(channel: string, clientId?: string): void
  /**
   * Lets nobody, or not one client, see who is in a channel or be in it, as a token without the right `presence` does.
   * Messages come all the same.
   */
  denyPresence(channel: string, clientId?: string): void
  /** Takes a `denyPresence` back. Who is there is shown at once; own presence comes back as after `allow`. */
  allowPresence(channel: string, clientId?: string): void
  /** Forgets everything and breaks all connections, as a server does that kept it in memory. */
  restart(): void
}

/** Makes a service of its own: hubs don't know of each other. */
export function createHub(): Hub {
  const service = new Service()
  const conditions: Conditions = { latency: 0, dropRate: 0, offline: false, cutOff: new Set() }
  const sessions = new Set<Reachable>()
  let seeds: (readonly [string, readonly SeedMessage[]])[] = []
  let clock: Clock | null = null
  let lastSeed = 0
  let lastGuest = 0

  /** Time comes with the first session. */
  function plant(now: number): void {
    const planted = seeds
    seeds = []
    for (const [channel, messages] of planted) {
      for (const { name, data, clientId, id, info = null, meta = null } of messages) {
        lastSeed += 1
        const message = { id: id ?? `seed-${lastSeed}`, name, data, meta, store: true, ttl: null }
        service.publish({ clientId, info, connectionId: null }, channel, [message], now)
      }
    }
  }

  function interrupt(clientId?: string): void {
    for (const session of Array.from(sessions))
      if (clientId === undefined || session.clientId === clientId) session.interrupt()
  }

  return {
    adapter: (like = {}) => ({
      spec: 'v1',
      name: 'memory',
      capabilities: capabilitiesLike(like),
      open(context) {
        clock ??= context.env.clock
        plant(clock.date())
        const clientId = context.clientId ?? `guest-${(lastGuest += 1)}`
        const onClosed = (closed: Reachable): void => void sessions.delete(closed)
        const { session, reachable } = openSession({ context, clientId, service, conditions, onClosed })
        sessions.add(reachable)
        return lesserSession(session, context, capabilitiesLike(like))
      },
    }),
    seedHistory(channel, messages) {
      assertChannelName(channel)
      seeds.push([channel, messages])
      if (clock !== null) plant(clock.date())
    },
    removeHistory(channel) {
      assertChannelName(channel)
      seeds = seeds.filter(([name]) => name !== channel)
      if (clock !== null) service.removeHistory(channel, clock.date())
    },
    disconnect: interrupt,
    goOffline(clientId) {
      if (clientId === undefined) conditions.offline = true
      else conditions.cutOff.add(clientId)
      interrupt(clientId)
    },
    goOnline(clientId) {
      if (clientId === undefined) {
        conditions.offline = false
        conditions.cutOff.clear()
      } else conditions.cutOff.delete(clientId)
      for (const session of sessions) session.wake()
    },
    latency(milliseconds) {
      conditions.latency = milliseconds
    },
    drop(rate) {
      conditions.dropRate = rate
    },
    deny(channel, clientId) {
      assertChannelName(channel)
      service.deny(channel, clientId ?? null)
    },
    allow: (channel, clientId) => service.allow(channel, clientId ?? null),
    denyPresence(channel, clientId) {
      assertChannelName(channel)
      service.denyPresence(channel, clientId ?? null)
    },
    allowPresence: (channel, clientId) => service.allowPresence(channel, clientId ?? null),
    restart() {
      service.restart()
      interrupt()
    },
  }
}
