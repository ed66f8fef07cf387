import { RealtimeError } from '@herenow/adapter'

/** Takes what no caller can be told. Never throws. */
export type Report = (error: RealtimeError) => void

/** Wraps whatever a listener threw, also `null` and objects that can't be turned into a string. */
export function listenerFailed(cause: unknown): RealtimeError {
  return new RealtimeError({
    code: 'listener_failed',
    message: 'A listener threw.',
    cause: cause ?? 'null or undefined',
  })
}
