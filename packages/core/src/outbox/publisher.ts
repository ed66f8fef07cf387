import type { OutgoingMessage } from '@herenow/adapter'
import { RealtimeError } from '@herenow/adapter'
import type { ChannelCore } from '../channel/channel-core.ts'
import { clientClosed, failure, invalid, toRealtimeError, handled } from '../client/problems.ts'
import { jsonCopy } from '../json/json-copy.ts'
import { randomId } from '../message/message-id.ts'
import type { PublishOptions, PublishReceipt, PublishRequest, PublishResult } from './publish.ts'

interface Prepared {
  readonly message: OutgoingMessage
  readonly bytes: number
}

/** A channel's way out: checks and copies what is published, shows it in the log, and leaves the sending to the outbox. */
export class Publisher {
  readonly #channel: ChannelCore
  /** Failed messages, for `retry`. */
  readonly #failed = new Map<string, Prepared>()
  #ended = false

  constructor(channel: ChannelCore) {
    this.#channel = channel
  }

  publish(name: string, data: unknown, options: PublishOptions = {}): Promise<PublishReceipt> {
    // The failure stands in the log and has been reported.
    const promise = handled(this.#publish(name, data, options))
    this.#channel.outbox.pump()
    return promise
  }

  publishMany(requests: readonly PublishRequest[]): Promise<readonly PublishResult[]> {
    const results = requests.map(async ({ name, data, ...options }): Promise<PublishResult> => {
      const id = options.id ?? randomId(this.#channel.client.random)
      try {
        return await this.#publish(name, data, { ...options, id })
      } catch (error) {
        return { id, error: toRealtimeError(error, 'Publishing') }
      }
    })
    this.#channel.outbox.pump()
    return Promise.all(results)
  }

  retry(id: string): void {
    const prepared = this.#failed.get(id)
    if (prepared === undefined) return
    this.#failed.delete(id)
    void handled(this.#enter(prepared))
    this.#channel.outbox.pump()
  }

  discard(id: string): void {
    const { log, outbox } = this.#channel
    if (!this.#failed.delete(id) && !outbox.has(id)) return
    // First out of the log: what isn't there any more has not failed.
    log.model.discard(id)
    log.touch()
    outbox.discard(id)
  }

  /** Fails what waits, and whatever comes. */
  end(): void {
    this.#ended = true
    this.#channel.outbox.fail(clientClosed())
  }

  async #publish(name: string, data: unknown, options: PublishOptions): Promise<PublishReceipt> {
    let prepared: Prepared
    try {
      prepared = this.#prepare(name, data, options)
    } catch (error) {
      const reason = toRealtimeError(error, 'Publishing')
      this.#channel.client.report(reason)
      throw reason
    }
    return this.#enter(prepared)
  }

  #prepare(name: string, data: unknown, options: PublishOptions): Prepared {
    if (this.#ended) throw clientClosed()
    if (typeof name !== 'string' || name === '') throw invalid('The message name must be a string that is not empty.')
    const { client, name: channel, outbox } = this.#channel
    const what = `The data of "${name}"`
    const { value, bytes } = jsonCopy(data, what)
    const most = client.capabilities.maxMessageBytes
    if (bytes > most) {
      throw failure('message_too_large', `${what} has ${bytes} bytes; the limit is ${most}.`, { channel })
    }
    const meta = options.meta === undefined ? null : (jsonCopy(options.meta, 'meta').value as OutgoingMessage['meta'])
    const { id = randomId(client.random), store = true, ttl = null } = options
    if (!/^[\w-]{1,64}$/.test(id)) throw invalid('The message id may have 1 to 64 letters, digits, _ and -.')
    if (outbox.has(id)) throw invalid(`A message with the id "${id}" is under way already.`)
    return { message: { id, name, data: value, meta, store, ttl }, bytes }
  }

  #enter(prepared: Prepared): Promise<PublishReceipt> {
    const { message, bytes } = prepared
    this.#channel.need()
    return new Promise((resolve, reject) => {
      this.#show(message)
      this.#channel.outbox.add(message, bytes, (result) => {
        if (RealtimeError.isInstance(result)) {
          this.#fail(prepared, result)
          reject(result)
        } else {
          this.#confirm(result)
          resolve(result)
        }
      })
    })
  }

  #show({ id, name, data, meta }: OutgoingMessage): void {
    const { client, log, name: channel } = this.#channel
    log.model.addPending({
      id,
      channel,
      name,
      data,
      clientId: client.clientId ?? '',
      info: client.info,
      connectionId: null,
      timestamp: client.clock.date(),
      position: null,
      meta,
      status: 'sending',
    })
    log.touch()
  }

  #confirm(receipt: PublishReceipt): void {
    const { log } = this.#channel
    this.#failed.delete(receipt.id)
    log.model.confirm(receipt)
    log.touch()
  }

  #fail(prepared: Prepared, reason: RealtimeError): void {
    const { client, log } = this.#channel
    if (!log.model.fail(prepared.message.id, reason)) return
    if (!this.#ended) this.#failed.set(prepared.message.id, prepared)
    log.touch()
    client.report(reason)
  }
}
