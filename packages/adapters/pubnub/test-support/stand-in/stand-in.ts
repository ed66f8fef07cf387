import { once } from 'node:events'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { createServer } from 'node:http'
import type { Grant } from './access.ts'
import { Access } from './access.ts'
import { ChannelGroups } from './channel-groups.ts'
import { presenceChannel } from './channel-names.ts'
import { groupsApi } from './groups-api.ts'
import { HereNowCache } from './here-now-cache.ts'
import { historyApi } from './history-api.ts'
import type { PresenceOptions } from './presence.ts'
import { Presence } from './presence.ts'
import { presenceApi } from './presence-api.ts'
import { Publishing } from './publish.ts'
import { Refusal } from './refusal.ts'
import type { ApiRequest } from './request.ts'
import { readRequest } from './request.ts'
import { Storage } from './storage.ts'
import { subscribe } from './subscribe.ts'
import type { SubscriptionsOptions } from './subscriptions.ts'
import { Subscriptions } from './subscriptions.ts'
import { Timetokens } from './timetokens.ts'

/** The keyset, as the Admin Portal has it, and what is shorter in tests. Times in milliseconds. */
export interface StandInOptions extends SubscriptionsOptions, PresenceOptions {
  /** Default: a free one. */
  readonly port: number
  readonly publishKey: string
  readonly subscribeKey: string
  readonly accessManager: boolean
  readonly persistence: boolean
  readonly hasPresence: boolean
  readonly globalHereNow: boolean
  /** For which here-now answers the same. */
  readonly hereNowTime: number
  /** After which a poll is answered with nothing. */
  readonly longPoll: number
  /** Most publishes and signals a second. */
  readonly maxPublishRate: number
  /** What history keeps, also over a stop. Default: nothing yet. */
  readonly storage: Storage
}

export const keys = { publishKey: 'pub-c-stand-in', subscribeKey: 'sub-c-stand-in' } as const

/** Bytes of a GET with its headers. */
const mostHeadBytes = 32_768

const defaults: Omit<StandInOptions, 'storage'> = {
  ...keys,
  port: 0,
  accessManager: false,
  persistence: true,
  hasPresence: true,
  globalHereNow: true,
  hereNowTime: 3_000,
  longPoll: 280_000,
  maxPublishRate: Infinity,
  queueSize: 100,
  queueTime: 1_200_000,
  announceMax: 20,
  interval: 10_000,
  deltas: false,
  maxDeltaBytes: 32_768,
  timeout: null,
}

/** A running stand-in. */
export interface StandIn {
  readonly port: number
  /** As the SDK's option `origin` wants it, without a scheme. */
  readonly origin: string
  /** How often it was asked for a path that begins with this. */
  asked(path: string): number
  /** Makes a token. */
  grant(grant: Grant): string
  /** Ends a token before its time. */
  expire(token: string): void
  /** From now on, requests for paths that begin with this are answered with this status. `null`: no more. */
  fail(path: string, status: number | null): void
  close(): Promise<void>
}

/** Starts a stand-in of PubNub on this machine. */
export async function startStandIn(options: Partial<StandInOptions> = {}): Promise<StandIn> {
  const server = new PubNubServer({ ...defaults, storage: new Storage(), ...options })
  await server.listen(options.port ?? 0)
  return server
}

class PubNubServer implements StandIn {
  readonly #options: StandInOptions
  readonly #server: Server
  readonly #access: Access
  readonly #groups = new ChannelGroups()
  readonly #timetokens = new Timetokens()
  readonly #subscriptions: Subscriptions
  readonly #presence: Presence
  readonly #hereNowCache: HereNowCache
  readonly #publishing: Publishing
  readonly #failures = new Map<string, number>()
  readonly #paths: string[] = []
  port = 0

  constructor(options: StandInOptions) {
    this.#options = options
    this.#access = new Access(options.accessManager)
    this.#subscriptions = new Subscriptions(options)
    this.#presence = new Presence(options, (channel, data) => this.#announce(channel, data))
    this.#hereNowCache = new HereNowCache(options.hereNowTime)
    this.#publishing = new Publishing({
      ...options,
      access: this.#access,
      subscriptions: this.#subscriptions,
      timetokens: this.#timetokens,
    })
    // URLs may be as long as messages.
    this.#server = createServer({ maxHeaderSize: 131_072 }, (request, response) => void this.#answer(request, response))
  }

  get origin(): string {
    return `127.0.0.1:${this.port}`
  }

  async listen(port: number): Promise<void> {
    this.#server.listen(port, '127.0.0.1')
    await once(this.#server, 'listening')
    const address = this.#server.address()
    if (address === null || typeof address === 'string') throw new Error('There is no port')
    this.port = address.port
  }

  asked(path: string): number {
    return this.#paths.filter((it) => it.startsWith(path)).length
  }

  grant(grant: Grant): string {
    return this.#access.grant(grant)
  }

  expire(token: string): void {
    this.#access.expire(token)
  }

  fail(path: string, status: number | null): void {
    if (status === null) this.#failures.delete(path)
    else this.#failures.set(path, status)
  }

  async close(): Promise<void> {
    this.#presence.stop()
    this.#server.closeAllConnections()
    this.#server.close()
    await once(this.#server, 'close')
  }

  #announce(channel: string, data: unknown): void {
    const { hasPresence, subscribeKey } = this.#options
    if (!hasPresence) return
    const p = { t: this.#timetokens.next(), r: 1 }
    this.#subscriptions.add({ a: '2', f: 0, p, k: subscribeKey, c: presenceChannel(channel), d: data })
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.setHeader('Access-Control-Allow-Origin', '*')
    response.setHeader('Access-Control-Allow-Headers', '*')
    response.setHeader('Access-Control-Allow-Methods', 'GET, POST, DELETE, OPTIONS')
    response.setHeader('Content-Type', 'application/json')
    this.#paths.push(request.url ?? '/')
    try {
      const body = request.method === 'OPTIONS' ? '' : await this.#route(readRequest(request, response))
      response.end(typeof body === 'string' ? body : JSON.stringify(body))
    } catch (problem) {
      const refusal = problem instanceof Refusal ? problem : new Refusal(500, String(problem))
      response.statusCode = refusal.status
      response.end(JSON.stringify(refusal.body))
    }
  }

  #route(request: ApiRequest): unknown {
    const [version = '', area = '', , subKey] = request.path
    for (const [path, status] of this.#failures) {
      if (`/${request.path.join('/')}`.startsWith(path)) throw new Refusal(status, 'Something is broken')
    }
    if (request.method === 'GET' && request.headLength > mostHeadBytes) throw new Refusal(400, 'Request URI Too Long')
    // Bare digits, which are more than a number of JavaScript holds.
    if (version === 'time') return `[${this.#timetokens.next()}]`
    if (version === 'publish') return this.#publishing.publish(request)
    if (version === 'signal') return this.#publishing.signal(request)
    const key = area === 'subscribe' ? request.path[2] : subKey
    if (key !== this.#options.subscribeKey) throw new Refusal(400, 'Invalid Subscribe Key')
    const parts = {
      ...this.#options,
      access: this.#access,
      groups: this.#groups,
      presence: this.#presence,
      hereNowCache: this.#hereNowCache,
      subscriptions: this.#subscriptions,
      timetokens: this.#timetokens,
    }
    if (area === 'subscribe') return subscribe(parts, request)
    if (area === 'presence') return presenceApi(parts, request)
    if (area === 'history') return historyApi(parts, request)
    if (area === 'channel-registration') return groupsApi(this.#groups, request)
    throw new Refusal(404, 'Not Found')
  }
}
