import type { Clock, OutgoingMessage, PublishOutcome } from '@herenow/adapter'
import { adapterError, notConnected, RealtimeError, utf8Length } from '@herenow/adapter'
import { capabilities } from './capabilities.ts'
import type { Author, SendHeaders } from './outgoing.ts'
import { messageHeaders, signalHeaders } from './outgoing.ts'
import type { RequestGate } from './request-gate.ts'
import type { Route } from './routes.ts'
import type { Up } from './up.ts'
import { rabbitmqHint } from './hints.ts'

/** Makes one attempt at each message and signal. */
export interface Publisher {
  readonly publish: (channel: string, messages: readonly OutgoingMessage[]) => Promise<readonly PublishOutcome[]>
  readonly signal: (channel: string, name: string, data: unknown) => Promise<void>
}

export interface PublisherNeeds {
  readonly clock: Clock
  readonly gate: RequestGate
  readonly up: () => Up | null
  /** Who we are on the present connection. */
  readonly author: () => Author
  /** Throws `invalid_argument`. */
  readonly routeOf: (channel: string) => Route
  readonly newId: () => string
  /** Nobody waits for what becomes of a signal. */
  readonly onSignalRefused: (error: RealtimeError) => void
}

export function createPublisher(needs: PublisherNeeds): Publisher {
  const { clock, gate, up, author, routeOf, newId } = needs

  function publishOne(channel: string, message: OutgoingMessage): Promise<PublishOutcome> {
    return new Promise((settle) => {
      const fail = (error: RealtimeError): void => settle({ error })
      const route = routeOf(channel)
      if (!up()) return fail(notConnected())
      if (message.ttl !== null) {
        return fail(
          adapterError('unsupported', "RabbitMQ can't forget one message of a stream.", {
            channel,
            hint: rabbitmqHint('ttl'),
          }),
        )
      }
      const body = JSON.stringify(message.data)
      if (utf8Length(body) > capabilities.maxMessageBytes) {
        return fail(adapterError('message_too_large', 'The message is too large.', { channel }))
      }
      gate.enter({
        key: `publish ${channel} ${message.id}`,
        begin(answered) {
          const timestamp = clock.date()
          const headers = messageHeaders(message, author(), timestamp)
          const onReceipt = (): void => {
            answered()
            settle({ position: null, timestamp, duplicate: 'unknown' })
          }
          send(route, message.store, headers, body, onReceipt)
        },
        fail,
      })
    })
  }

  function send(route: Route, store: boolean, headers: SendHeaders, body: string, onReceipt: () => void): void {
    const now = up()
    const streams = store ? now?.streams : null
    // It must be there: RabbitMQ confirms also what no queue takes.
    streams?.ensure(route)
    now?.link.send(streams ? route.streamInput : route.live, headers, body, onReceipt)
  }

  return {
    publish: (channel, messages) =>
      Promise.all(
        messages.map((message) =>
          publishOne(channel, message).catch((thrown: unknown) => ({ error: asError(thrown, channel) })),
        ),
      ),
    async signal(channel, name, data) {
      const { live } = routeOf(channel)
      if (!up()) throw notConnected()
      const body = JSON.stringify(data)
      if (utf8Length(body) > capabilities.maxSignalBytes) {
        throw adapterError('signal_too_large', 'The signal is too large.', { channel })
      }
      gate.enter({
        key: `signal ${channel} ${newId()}`,
        begin: (answered) => up()?.link.send(live, signalHeaders(name, author(), clock.date()), body, answered),
        fail: (error) => error.retryable || needs.onSignalRefused(error),
      })
    },
  }
}

function asError(thrown: unknown, channel: string): RealtimeError {
  if (RealtimeError.isInstance(thrown)) return thrown
  return adapterError('invalid_argument', 'The message can not be sent.', { channel, cause: thrown })
}
