import type { Message, OutgoingMessage } from '@herenow/adapter'
import { RealtimeError } from '@herenow/adapter'
import type { ChannelContext } from '../channel/channel-context.ts'
import { clientClosed, toRealtimeError } from '../client/problems.ts'
import { jsonCopy } from '../json/json-copy.ts'
import type { ChannelLog } from '../log/channel-log.ts'
import { randomId } from '../message/message-id.ts'
import { Outbox } from './outbox.ts'
import type { PublishOptions, PublishReceipt, PublishRequest, PublishResult } from './publish.ts'

interface Prepared {
  readonly message: OutgoingMessage
  readonly bytes: number
}

export interface PublisherOptions {
  readonly context: ChannelContext
  readonly log: ChannelLog
  /** Whether the channel is attached, so that a confirmed message will also be told. */
  readonly isAttached: () => boolean
}

/** A channel's way out: checks and copies what is published, shows it in the log, and leaves the sending to the outbox. */
export class Publisher {
  readonly #options: PublisherOptions
  readonly #outbox: Outbox
  /** Failed messages, for `retry`. */
  readonly #failed = new Map<string, Prepared>()
  #ended = false

  constructor(options: PublisherOptions) {
    this.#options = options
    this.#outbox = new Outbox(options.context)
  }

  /** Something waits or is under way. */
  get isBusy(): boolean {
    return !this.#outbox.isEmpty
  }

  publish(name: string, data: unknown, options: PublishOptions = {}): Promise<PublishReceipt> {
    const promise = this.#publish(name, data, options)
    // The failure stands in the log and has been reported: a promise that nobody awaits is no unhandled rejection.
    promise.catch(() => {})
    this.#outbox.pump()
    return promise
  }

  publishMany(requests: readonly PublishRequest[]): Promise<readonly PublishResult[]> {
    const results = requests.map(async ({ name, data, ...options }): Promise<PublishResult> => {
      const id = options.id ?? randomId(this.#options.context.random)
      try {
        return await this.#publish(name, data, { ...options, id })
      } catch (error) {
        return { id, error: toRealtimeError(error, 'Publishing') }
      }
    })
    this.#outbox.pump()
    return Promise.all(results)
  }

  retry(id: string): void {
    const prepared = this.#failed.get(id)
    if (prepared === undefined) return
    this.#failed.delete(id)
    this.#enter(prepared).catch(() => {})
    this.#outbox.pump()
  }

  discard(id: string): void {
    const { log } = this.#options
    if (!this.#failed.delete(id) && !this.#outbox.has(id)) return
    // First out of the log: what isn't there any more has not failed.
    log.model.discard(id)
    log.touch()
    this.#outbox.discard(id)
  }

  /** The connection is there. */
  pump(): void {
    this.#outbox.pump()
  }

  /** Fails what waits. */
  fail(reason: RealtimeError): void {
    this.#outbox.fail(reason)
  }

  /** Fails what waits, and whatever comes. */
  end(): void {
    this.#ended = true
    this.fail(clientClosed())
  }

  async #publish(name: string, data: unknown, options: PublishOptions): Promise<PublishReceipt> {
    return this.#enter(this.#checked(name, data, options))
  }

  #checked(name: string, data: unknown, options: PublishOptions): Prepared {
    try {
      const prepared = this.#prepare(name, data, options)
      const { id } = prepared.message
      if (this.#outbox.has(id)) throw invalid(`A message with the id "${id}" is under way already.`)
      return prepared
    } catch (error) {
      const reason = toRealtimeError(error, 'Publishing')
      this.#options.context.report(reason)
      throw reason
    }
  }

  #prepare(name: string, data: unknown, options: PublishOptions): Prepared {
    if (this.#ended) throw clientClosed()
    if (typeof name !== 'string' || name === '') throw invalid('The message name must be a string that is not empty.')
    const { context } = this.#options
    const { value, bytes } = jsonCopy(data, `The data of "${name}"`)
    const most = context.capabilities.maxMessageBytes
    if (bytes > most) {
      const message = `The data of "${name}" has ${bytes} bytes; the limit is ${most}.`
      throw new RealtimeError({ code: 'message_too_large', message, channel: context.name })
    }
    const meta = options.meta === undefined ? null : (jsonCopy(options.meta, 'meta').value as OutgoingMessage['meta'])
    const { id = randomId(context.random), store = true, ttl = null } = options
    if (!/^[\w-]{1,64}$/.test(id)) throw invalid('The message id may have 1 to 64 letters, digits, _ and -.')
    return { message: { id, name, data: value, meta, store, ttl }, bytes }
  }

  #enter(prepared: Prepared): Promise<PublishReceipt> {
    const { context, log } = this.#options
    const { message, bytes } = prepared
    context.need()
    return new Promise((resolve, reject) => {
      const settle = (result: PublishReceipt | RealtimeError): void => {
        if (RealtimeError.isInstance(result)) {
          this.#fail(prepared, result)
          reject(result)
        } else {
          this.#failed.delete(message.id)
          log.model.confirm(result, this.#options.isAttached())
          log.touch()
          resolve(result)
        }
      }
      log.model.addPending(this.#shown(message))
      log.touch()
      const refusal = this.#outbox.add(message, bytes, settle)
      if (refusal !== null) settle(refusal)
    })
  }

  #fail(prepared: Prepared, reason: RealtimeError): void {
    const { context, log } = this.#options
    if (!log.model.fail(prepared.message.id, reason)) return
    if (!this.#ended) this.#failed.set(prepared.message.id, prepared)
    log.touch()
    context.report(reason)
  }

  #shown(message: OutgoingMessage): Message {
    const { context } = this.#options
    return {
      id: message.id,
      channel: context.name,
      name: message.name,
      data: message.data,
      clientId: context.clientId() ?? '',
      info: context.info(),
      connectionId: null,
      timestamp: context.clock.date(),
      position: null,
      meta: message.meta,
      status: 'sending',
    }
  }
}

function invalid(message: string): RealtimeError {
  return new RealtimeError({ code: 'invalid_argument', message })
}
