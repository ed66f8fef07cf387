import type { HttpAnswer } from '@herenow/adapter'
import { adapterError, hint, RealtimeError } from '@herenow/adapter'
import type { IFrame } from '@stomp/stompjs'
import { reasonIn, serverError } from '../rabbitmq-error.ts'
import { rabbitmqHint } from '../hints.ts'

/**
 * How a connection ended. `lost`: it may come back. `accused`: RabbitMQ ended it because of something that was sent.
 * `refused`: another token may be taken. `final`: coming back would end the same way.
 */
export interface LinkEnd {
  readonly kind: 'lost' | 'accused' | 'refused' | 'final'
  readonly error: RealtimeError
}

const normalClosure = 1000
export const abnormalClosure = 1006

/** The socket has closed without a word before it. */
export function closed(code: number, reason: string, wasOpen: boolean): LinkEnd {
  const said = reason === '' ? String(code) : `${code}: ${reason}`
  if (!wasOpen) {
    const message =
      code === abnormalClosure ? 'No socket could be opened.' : `RabbitMQ closed the connection (${said}).`
    return lost(adapterError('connection_failed', message, { retryable: true, hint: rabbitmqHint('refused') }))
  }
  const error = adapterError('connection_closed', `The connection was closed (${said}).`, { retryable: true })
  // Web STOMP closes like that, and often without an ERROR frame, where AMQP would close the channel.
  return { kind: code === normalClosure ? 'accused' : 'lost', error }
}

// RabbitMQ's ERROR frames have no codes, so the kinds are told apart by its sentences, as seen with 3.10.8. A sentence that
// isn't known is told as it is, and leads to another attempt.

/**
 * An ERROR frame by which RabbitMQ says, to nobody's harm, that it had something to deliver to a subscription that we have
 * just ended. The connection stays.
 */
export function isLateDelivery({ body }: Pick<IFrame, 'body'>): boolean {
  return /no current subscription with tag/i.test(body)
}

/** An ERROR frame. */
export function refusedFrame({ headers, body }: Pick<IFrame, 'headers' | 'body'>, wasOpen: boolean): LinkEnd {
  const text = [headers['message'], body].filter(Boolean).join(': ').replaceAll('\0', '').trim()
  const message = `RabbitMQ said: ${text}`
  if (wasOpen) {
    // With a subscription in it the frame says that a stream was deleted. A new connection declares it anew.
    const kind = headers['subscription'] === undefined ? 'accused' : 'lost'
    return { kind, error: serverError('connection_closed', message, { retryable: true }) }
  }
  if (/virtual host/i.test(text) && !/limit/i.test(text)) {
    return { kind: 'final', error: serverError('forbidden', message, { hint: rabbitmqHint('vhost') }) }
  }
  if (/access refused|non-loopback/i.test(text)) {
    return { kind: 'refused', error: serverError('unauthorized', message, { hint: rabbitmqHint('login') }) }
  }
  return lost(serverError('connection_failed', message, { retryable: true }))
}

/** Something else than RabbitMQ's Web STOMP is at the address, or the platform refused to open a socket. */
export function notOpened(answer: HttpAnswer | 'blocked'): LinkEnd {
  const [message, advice] =
    answer === 'blocked'
      ? ['The platform refused to open a socket.', hint('socket-blocked')]
      : [`The address answers with HTTP status ${answer.status} and opens no socket.`, rabbitmqHint('refused')]
  return lost(adapterError('connection_failed', message, { retryable: true, hint: advice }))
}

/** The platform, or the app's `webSocketFactory`, makes no socket; or the app's factory makes no client. */
export function impossible(cause: unknown): LinkEnd {
  if (RealtimeError.isInstance(cause)) return { kind: 'final', error: cause }
  const message = `No socket can be made${reasonIn(cause)}.`
  return { kind: 'final', error: adapterError('invalid_argument', message, { hint: rabbitmqHint('url'), cause }) }
}

/** The app's `beforeConnect` failed, as a fetch may. */
export function unprepared(cause: unknown): LinkEnd {
  if (RealtimeError.isInstance(cause)) return { kind: cause.retryable ? 'lost' : 'final', error: cause }
  const message = `The client's beforeConnect failed${reasonIn(cause)}.`
  return lost(adapterError('connection_failed', message, { retryable: true, cause }))
}

function lost(error: RealtimeError): LinkEnd {
  return { kind: 'lost', error }
}
