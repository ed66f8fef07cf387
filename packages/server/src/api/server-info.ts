import type { Services } from '../services.ts'
import type { WebhookInfo } from '../webhooks/webhook-info.ts'

/** What is going on, on one server or on all together. */
export interface NodeCounts {
  /** Sockets with a client on them, or about to say `hello`. */
  readonly connections: number
  /** Different client ids among them. */
  readonly clients: number
  /** Channels that somebody is attached to. */
  readonly channels: number
  /** Attachments: one for each connection and channel. */
  readonly subscriptions: number
  /** Milliseconds since `listen` or `attach`. */
  readonly uptime: number
  /** Messages that were new, a second, over the last ten seconds. */
  readonly publishesPerSecond: number
  /** The same, each counted once for every connection that it went to. */
  readonly deliveriesPerSecond: number
}

/** One server of those that serve together. */
export interface NodeInfo extends NodeCounts {
  /** Another one after each start. */
  readonly id: string
}

/** What a server tells about itself. */
export interface ServerInfo extends NodeCounts {
  /** How often something failed in the server itself; each time it was logged, and a socket that it concerned closed. */
  readonly failures: number
  /** Connections that were refused because there were too many, in all or of one address. */
  readonly refused: number
  /** How each webhook is doing. */
  readonly webhooks: readonly WebhookInfo[]
  /** The same counts for each server. */
  readonly nodes: readonly NodeInfo[]
}

/** The counts of this server. */
export function nodeCounts(services: Services, connections: number, uptime: number): NodeCounts {
  const { clients, hub, clock } = services
  const now = clock.now()
  return {
    connections,
    clients: clients.count,
    channels: hub.channels.length,
    subscriptions: hub.subscriptions,
    uptime,
    publishesPerSecond: hub.published.perSecond(now),
    deliveriesPerSecond: hub.delivered.perSecond(now),
  }
}
