import type { ErrorCode, RealtimeErrorOptions } from '@herenow/adapter'
import { RealtimeError } from '@herenow/adapter'
import { hint } from './hints.ts'

type More = Partial<Omit<RealtimeErrorOptions, 'code' | 'message'>>

/** An error that this adapter decided on. */
export function adapterError(code: ErrorCode, message: string, more?: More): RealtimeError {
  return new RealtimeError({ code, message, origin: 'adapter', ...more })
}

/** An error in RabbitMQ's own words. */
export function serverError(code: ErrorCode, message: string, more?: More): RealtimeError {
  return new RealtimeError({ code, message, origin: 'server', ...more })
}

/** What a request gets that can't leave: nothing was sent. */
export function notConnected(): RealtimeError {
  return adapterError('connection_closed', 'The connection is not open.', { retryable: true })
}

/** Messages of a stream carry the clocks of who published them. */
export function byTime(): RealtimeError {
  return adapterError('unsupported', "RabbitMQ can't be asked by time.", { hint: hint('time') })
}

/** RabbitMQ knows of queues and messages, not of people. */
export function withoutPresence(what: string): RealtimeError {
  return adapterError('unsupported', `RabbitMQ can't tell ${what}.`, { hint: hint('presence') })
}
