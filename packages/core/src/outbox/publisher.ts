import type { OutgoingMessage } from '@herenow/adapter'
import { RealtimeError } from '@herenow/adapter'
import type { ChannelCore } from '../channel/channel-core.ts'
import type { Channel } from '../channel/channel.ts'
import { clientClosed, failure, handled, invalid, toRealtimeError } from '../client/problems.ts'
import { jsonCopy } from '../json/json-copy.ts'
import { randomId } from '../message/message-id.ts'
import type { PublishOptions, PublishReceipt, PublishResult } from './publish.ts'

interface Prepared {
  readonly message: OutgoingMessage
  readonly bytes: number
}

/** A channel's way out: checks and copies what is published, shows it in the log, and leaves the sending to the outbox. */
export interface Publisher extends Pick<Channel, 'publish' | 'publishMany' | 'retry' | 'discard'> {
  /** Fails what waits, and whatever comes. */
  end(): void
}

export function createPublisher(channel: ChannelCore): Publisher {
  const { client, log, outbox } = channel
  /** Failed messages, for `retry`. */
  const failed = new Map<string, Prepared>()
  let ended = false

  async function publish(name: string, data: unknown, options: PublishOptions): Promise<PublishReceipt> {
    let prepared: Prepared
    try {
      prepared = prepare(name, data, options)
    } catch (error) {
      const reason = toRealtimeError(error, 'Publishing')
      client.report(reason)
      throw reason
    }
    return enter(prepared)
  }

  function prepare(name: string, data: unknown, options: PublishOptions): Prepared {
    if (ended) throw clientClosed()
    if (typeof name !== 'string' || name === '') throw invalid('The message name must be a string that is not empty.')
    const what = `The data of "${name}"`
    const { value, bytes } = jsonCopy(data, what)
    const most = client.capabilities.maxMessageBytes
    if (bytes > most) {
      const message = `${what} has ${bytes} bytes; the limit is ${most}.`
      throw failure('message_too_large', message, { channel: channel.name })
    }
    const meta = options.meta === undefined ? null : (jsonCopy(options.meta, 'meta').value as OutgoingMessage['meta'])
    const { id = randomId(client.random), store = true, ttl = null } = options
    if (!/^[\w-]{1,64}$/.test(id)) throw invalid('The message id may have 1 to 64 letters, digits, _ and -.')
    if (outbox.has(id)) throw invalid(`A message with the id "${id}" is under way already.`)
    return { message: { id, name, data: value, meta, store, ttl }, bytes }
  }

  function enter(prepared: Prepared): Promise<PublishReceipt> {
    const { message, bytes } = prepared
    channel.need()
    return new Promise((resolve, reject) => {
      show(message)
      outbox.add(message, bytes, (result) => {
        if (RealtimeError.isInstance(result)) {
          fail(prepared, result)
          reject(result)
        } else {
          failed.delete(result.id)
          log.model.confirm(result)
          log.touch()
          resolve(result)
        }
      })
    })
  }

  function show({ id, name, data, meta }: OutgoingMessage): void {
    log.model.addPending({
      id,
      channel: channel.name,
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

  function fail(prepared: Prepared, reason: RealtimeError): void {
    const { id } = prepared.message
    if (!log.model.fail(id, reason)) return
    if (!ended) failed.set(id, prepared)
    log.touch()
    client.report(reason)
  }

  return {
    publish(name, data, options = {}) {
      // The failure stands in the log and has been reported.
      const promise = handled(publish(name, data, options))
      outbox.pump()
      return promise
    },
    publishMany(requests) {
      const results = requests.map(async ({ name, data, ...options }): Promise<PublishResult> => {
        const id = options.id ?? randomId(client.random)
        try {
          return await publish(name, data, { ...options, id })
        } catch (error) {
          return { id, error: toRealtimeError(error, 'Publishing') }
        }
      })
      outbox.pump()
      return Promise.all(results)
    },
    retry(id) {
      const prepared = failed.get(id)
      if (prepared === undefined) return
      failed.delete(id)
      void handled(enter(prepared))
      outbox.pump()
    },
    discard(id) {
      if (!failed.delete(id) && !outbox.has(id)) return
      // First out of the log: what isn't there any more has not failed.
      log.model.discard(id)
      log.touch()
      outbox.discard(id)
    },
    end() {
      ended = true
      outbox.fail(clientClosed())
    },
  }
}
