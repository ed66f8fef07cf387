import type { Access } from './access.ts'
import { checkNames } from './channel-names.ts'
import { Refusal, refusedPublish } from './refusal.ts'
import type { ApiRequest } from './request.ts'
import { jsonIn, userOf } from './request.ts'
import type { Storage } from './storage.ts'
import type { Envelope, Subscriptions } from './subscriptions.ts'
import type { Timetokens } from './timetokens.ts'

export interface PublishNeeds {
  readonly access: Access
  readonly storage: Storage
  readonly subscriptions: Subscriptions
  readonly timetokens: Timetokens
  readonly publishKey: string
  readonly subscribeKey: string
  /** Whether the keyset has Message Persistence. */
  readonly persistence: boolean
  /** Most publishes and signals a second. */
  readonly maxPublishRate: number
}

type Answer = readonly [1, 'Sent', string]

/** Bytes of a message with its channel's name, and of a signal. */
const mostBytes = 32_768
const mostSignalBytes = 64

/** Takes publishes, fires and signals. */
export class Publishing {
  readonly #needs: PublishNeeds
  /** Of the present second. */
  #second = 0
  #count = 0

  constructor(needs: PublishNeeds) {
    this.#needs = needs
  }

  /** `/publish/P/S/0/channel/0[/json]`: the message is in the path, or is the body. */
  async publish(request: ApiRequest): Promise<Answer> {
    const { storage, subscriptions, timetokens, persistence } = this.#needs
    const text = request.method === 'POST' ? await request.body() : (request.path[6] ?? '')
    const channel = this.#check(request)
    const size = request.method === 'POST' ? Buffer.byteLength(text) + channel.length : request.pathLength
    if (size > mostBytes) throw refusedPublish(413, 'Message Too Large', timetokens.next())
    const message = parsed(text, timetokens)
    const meta = jsonIn(request, 'meta')
    const timetoken = timetokens.next()
    // A fire reaches the service's own functions only.
    if (request.params.get('norep') === 'true') return [1, 'Sent', timetoken]
    if (persistence && request.params.get('store') !== '0') {
      storage.add(channel, { timetoken, message, meta: meta ?? '', uuid: userOf(request) })
    }
    subscriptions.add({
      ...this.#envelope(request, channel, message, timetoken),
      ...(meta !== undefined && { u: meta }),
    })
    return [1, 'Sent', timetoken]
  }

  /** `/signal/P/S/0/channel/0/json` */
  signal(request: ApiRequest): Answer {
    const { subscriptions, timetokens } = this.#needs
    const channel = this.#check(request)
    const text = request.path[6] ?? ''
    if (Buffer.byteLength(text) > mostSignalBytes) throw refusedPublish(413, 'Signal size too large', timetokens.next())
    const timetoken = timetokens.next()
    subscriptions.add({ ...this.#envelope(request, channel, parsed(text, timetokens), timetoken), e: 1 })
    return [1, 'Sent', timetoken]
  }

  #check(request: ApiRequest): string {
    const { access, publishKey, subscribeKey, timetokens } = this.#needs
    const [, key, subKey, , channel = ''] = request.path
    if (key !== publishKey || subKey !== subscribeKey) throw refusedPublish(400, 'Invalid Key', timetokens.next())
    checkNames([channel])
    access.check(request.params, 'write', [channel])
    this.#checkRate()
    return channel
  }

  #checkRate(): void {
    const second = Math.floor(Date.now() / 1_000)
    if (second !== this.#second) this.#count = 0
    this.#second = second
    this.#count += 1
    if (this.#count <= this.#needs.maxPublishRate) return
    throw new Refusal(429, 'Too many requests', { status: 429, error: true, message: 'Too many requests' })
  }

  #envelope(request: ApiRequest, channel: string, message: unknown, timetoken: string): Envelope {
    const { subscribeKey } = this.#needs
    return { a: '2', f: 514, i: userOf(request), p: { t: timetoken, r: 1 }, k: subscribeKey, c: channel, d: message }
  }
}

function parsed(text: string, timetokens: Timetokens): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    throw refusedPublish(400, 'Invalid JSON', timetokens.next())
  }
}
