import { createHmac } from 'node:crypto'
import type { Adapter, UserInfo } from '@herenow/adapter'
import type { FaultProxy, TestService } from '@herenow/testing'
import { faultProxy } from '@herenow/testing'
import { Centrifuge } from 'centrifuge'
import { startCentrifugo } from '../../../../scripts/services/centrifugo.mjs'
import { centrifugo } from '../src/with-hints.ts'
import type { Gatekeeper } from './gatekeeper.ts'

/** Ways must lie before adapters are made, and no test needs more. */
const mostClients = 8

const secret = 'a secret of 32 characters or more!'
export const apiKey = 'the key of a back end'

/** A JWT as a back end of the app makes it. */
export function signed(claims: Readonly<Record<string, unknown>>): string {
  const encoded = [{ alg: 'HS256', typ: 'JWT' }, claims].map((part) =>
    Buffer.from(JSON.stringify(part)).toString('base64url'),
  )
  const signature = createHmac('sha256', secret).update(encoded.join('.')).digest('base64url')
  return [...encoded, signature].join('.')
}

/** What a namespace needs for everything that the kit does. */
export const everything = {
  history_size: 1_000,
  history_ttl: '300s',
  presence: true,
  join_leave: true,
  allow_publish_for_client: true,
  allow_presence_for_client: true,
  allow_history_for_client: true,
}

export interface CentrifugoSettings {
  readonly without_namespace?: Readonly<Record<string, unknown>>
  readonly namespaces?: readonly Readonly<Record<string, unknown>>[]
  /** Of what concerns clients. */
  readonly client?: Readonly<Record<string, unknown>>
  /** Anything else of the configuration. */
  readonly more?: Readonly<Record<string, unknown>>
}

/** A Centrifugo as an app would configure it, which asks the gatekeeper about subscriptions if there is one. */
export function configuration(settings: CentrifugoSettings, gatekeeper?: Gatekeeper): Record<string, unknown> {
  return {
    client: {
      token: { hmac_secret_key: secret },
      allowed_origins: ['*'],
      history_max_publication_limit: 1_000,
      recovery_max_publication_limit: 1_000,
      ...settings.client,
    },
    http_api: { key: apiKey },
    channel: {
      ...(gatekeeper && { proxy: { subscribe: { endpoint: gatekeeper.url } } }),
      without_namespace: settings.without_namespace ?? {},
      namespaces: settings.namespaces ?? [],
    },
    ...settings.more,
  }
}

export interface RealServiceOptions {
  /** Anything else of the configuration. */
  readonly more?: Readonly<Record<string, unknown>>
  /** Who is asked about subscriptions. Default: the namespace lets everybody in. */
  readonly gatekeeper?: Gatekeeper
}

/** Starts a Centrifugo that holds nothing yet, with a way of its own to it for each client. */
export async function startRealService({ more = {}, gatekeeper }: RealServiceOptions = {}): Promise<TestService> {
  const access = gatekeeper ? { subscribe_proxy_enabled: true } : { allow_subscribe_for_client: true }
  const without_namespace = { ...everything, ...access }
  const server = await startCentrifugo(configuration({ without_namespace, more }, gatekeeper))
  const target = `ws://127.0.0.1:${server.port}/connection/websocket`
  const spare = await Promise.all(Array.from({ length: mostClients }, () => faultProxy({ target })))
  const ways = new Map<string, FaultProxy>()
  return {
    adapter({ name }) {
      const way = spare.pop()
      if (way === undefined) throw new Error('No way is left')
      ways.set(name, way)
      return adapterFor(way.url)
    },
    token: ({ clientId, info }) => tokenFor(clientId, info),
    cut({ name }) {
      ways.get(name)?.inject({ kind: 'refuse' })
      ways.get(name)?.inject({ kind: 'reset' })
    },
    restore: ({ name }) => ways.get(name)?.heal(),
    deny: ({ clientId }, channel) => gatekeeper?.deny(clientId, channel),
    allow: ({ clientId }, channel) => gatekeeper?.allow(clientId, channel),
    async stop() {
      await Promise.all([...ways.values(), ...spare].map((way) => way.close()))
      await server.stop()
      await gatekeeper?.stop()
    },
  }
}

export function adapterFor(url: string): Adapter {
  return centrifugo((options) => new Centrifuge(url, { ...options }))
}

export function tokenFor(clientId: string, info: UserInfo | null): string {
  return signed({ sub: clientId, ...(info && { info }) })
}
