import { adapterError, hint, RealtimeError } from '@herenow/adapter'
import type { ErrorBody } from '@herenow/protocol'

/** As the server would say it, where it doesn't check whom a token is for. */
export function otherClient(clientId: string): ErrorBody {
  return {
    code: 'unauthorized',
    message: `This client is "${clientId}", and the token is for somebody else.`,
    hint: hint('other-client'),
  }
}

/** No socket can be made. A platform without sockets says so itself. */
export function impossible(cause: unknown): RealtimeError {
  if (RealtimeError.isInstance(cause)) return cause
  return adapterError('invalid_argument', 'The platform refuses the URL.', { hint: hint('socket-url'), cause })
}
