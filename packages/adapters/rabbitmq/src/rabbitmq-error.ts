import type { ErrorCode, RealtimeErrorOptions } from '@herenow/adapter'
import { adapterError, RealtimeError } from '@herenow/adapter'
import { rabbitmqHint } from './hints.ts'

type More = Partial<Omit<RealtimeErrorOptions, 'code' | 'message'>>

/** An error in RabbitMQ's own words. */
export function serverError(code: ErrorCode, message: string, more?: More): RealtimeError {
  return new RealtimeError({ code, message, origin: 'server', ...more })
}

/** Messages of a stream carry the clocks of who published them. */
export function byTime(): RealtimeError {
  return adapterError('unsupported', "RabbitMQ can't be asked by time.", { hint: rabbitmqHint('time') })
}

/** RabbitMQ knows of queues and messages, not of people. */
export function withoutPresence(what: string): RealtimeError {
  return adapterError('unsupported', `RabbitMQ can't tell ${what}.`, { hint: rabbitmqHint('presence') })
}

/** What to append to a sentence about a failure. Without the password that a URL in it may have. */
export function reasonIn(cause: unknown): string {
  return cause instanceof Error && cause.message !== '' ? `: ${withoutPassword(cause.message).replace(/\.$/, '')}` : ''
}

/** Texts are logged, and passwords must not be. */
export function withoutPassword(text: string): string {
  return text.replace(/(\/\/[^/@\s]*:).*@/g, '$1***@')
}
