import { adapterError, RealtimeError } from '@herenow/adapter'
import { hint } from '../hints.ts'

/** Why there is no connection: PubNub's own word, the token function's, or that nobody answered. */
export function reasonFor(error: RealtimeError): RealtimeError {
  const { code, origin, message, cause } = error
  const isSilence =
    origin === 'adapter' && (code === 'connection_closed' || (code === 'timeout' && cause !== undefined))
  // Whoever can't tell the time is not PubNub.
  if (!isSilence && origin !== 'server') return error
  return adapterError('connection_failed', `No connection to PubNub could be made: ${message}`, {
    hint: hint('origin'),
    retryable: true,
    cause: error,
  })
}

export function lossFor(error: RealtimeError): RealtimeError {
  const message = `The connection was lost: ${error.message}`
  return adapterError('connection_closed', message, { retryable: true, retryAfter: error.retryAfter, cause: error })
}

/** The app has stopped what the adapter goes by. */
export function stoppedByApp(): RealtimeError {
  return new RealtimeError({
    code: 'connection_closed',
    message: 'The app has stopped the PubNub client.',
    hint: hint('shared'),
    origin: 'adapter',
  })
}
