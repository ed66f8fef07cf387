import { RealtimeError } from '@herenow/adapter'
import type { ErrorBody } from '@herenow/protocol'

/** An error that the server told. */
export function serverError(body: ErrorBody, channel?: string): RealtimeError {
  return new RealtimeError({ ...body, origin: 'server', channel })
}
