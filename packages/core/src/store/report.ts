import type { RealtimeError } from '@herenow/adapter'
import { failure } from '../client/errors.ts'

/** Takes what no caller can be told. Never throws. */
export type Report = (error: RealtimeError) => void

/** Wraps whatever a listener threw, also `null` and objects that can't be turned into a string. */
export function listenerFailed(cause: unknown): RealtimeError {
  return failure('listener_failed', 'A listener threw.', { cause: cause ?? 'null or undefined' })
}
