import { adapterError, hint as kitHint } from '@herenow/adapter'
import { hint } from '../hints.ts'
import type { ServiceProblem } from '../service-error.ts'
import { isProblem, serviceError } from '../service-error.ts'
import type { ConnectionEvent } from './connection-state.ts'

type Ended = Extract<ConnectionEvent, { readonly type: 'ended' }>

/** Codes by which the SDK says that it has stopped by itself. */
const sdk = { disconnectCalled: 0, unauthorized: 1 } as const

/** Something that was sent is larger than the server takes. */
const messageSize = 3

const badRequest = 3501

/** It had to send something that is no JSON to a client that speaks JSON. */
const inappropriateProtocol = 3506

/** What may be at fault for the end of a connection: the largest request, or something that was to be read. */
export type Fault = 'size' | 'reading'

export function faultOf(code: number): Fault | null {
  if (code === messageSize) return 'size'
  return code === inappropriateProtocol ? 'reading' : null
}

/** Another token may do. */
const aboutTheToken: ReadonlySet<number> = new Set([101, 109, 110, 3005, 3500])

/** The SDK has lost the connection, or an attempt has failed, and it would try again. */
export function losing(problem: ServiceProblem, wasConnected: boolean): Ended {
  const { code } = problem
  if (code >= 100) {
    const { code: meaning, message, hint: advice } = serviceError(problem)
    const error = adapterError(meaning, message, { hint: advice, origin: 'server', retryable: true })
    return { type: 'ended', error, reaction: aboutTheToken.has(code) && !wasConnected ? 'refused' : 'retry' }
  }
  const error = wasConnected
    ? adapterError('connection_closed', `The connection was lost: ${problem.message}.`, { retryable: true })
    : adapterError('connection_failed', `No connection to Centrifugo could be made: ${problem.message}.`, {
        hint: hint('server'),
        retryable: true,
      })
  return { type: 'ended', error, reaction: 'retry' }
}

/** The SDK has stopped. `hasToken`: there was one, so that it may be at fault. */
export function stopping(problem: ServiceProblem, hasToken: boolean): Ended {
  const { code } = problem
  const final = (error: Ended['error']): Ended => ({ type: 'ended', error, reaction: 'final' })
  if (aboutTheToken.has(code)) return { type: 'ended', error: serviceError(problem), reaction: 'refused' }
  if (code === badRequest) {
    // A network that changed a byte brings it about, too.
    if (hasToken) return losing(problem, true)
    // The answer to a connect without a token, where one is needed.
    return final(
      adapterError('unauthorized', serviceError(problem).message, { hint: hint('noToken'), origin: 'server' }),
    )
  }
  // Something else is read when it comes back.
  if (code === inappropriateProtocol) return losing(problem, true)
  if (code >= 100) return final(serviceError(problem))
  switch (code) {
    case messageSize: {
      const error = adapterError('message_too_large', 'Something that was sent is larger than Centrifugo takes.', {
        retryable: true,
      })
      return { type: 'ended', error, reaction: 'retry' }
    }
    case sdk.unauthorized:
      return final(adapterError('unauthorized', 'There is no token.', { hint: hint('noToken') }))
    case sdk.disconnectCalled:
      return final(
        adapterError('connection_closed', 'The app has disconnected the Centrifuge client.', { hint: hint('shared') }),
      )
    default:
      return final(adapterError('protocol_error', `The SDK has stopped: ${problem.message} (${code}).`))
  }
}

/** The token is somebody else's. */
export function otherUser(user: string): Ended {
  const error = adapterError('unauthorized', `The token is for "${user}".`, { hint: kitHint('other-client') })
  return { type: 'ended', error, reaction: 'final' }
}

/** What platforms throw for an address that no socket can have, as the SDK passes it on. */
export function isUnusable({ message }: ServiceProblem): boolean {
  return /^(Syntax|Type)Error/.test(message)
}

/** The SDK threw, as it does for addresses that it can't use. */
export function notStarted(cause: unknown): Ended {
  const reason = cause instanceof Error || isProblem(cause) ? cause.message : String(cause)
  // As centrifuge 5 says it where the platform has no sockets.
  const advice = hint(/constructor not found/i.test(reason) ? 'sockets' : 'url')
  const error = adapterError('invalid_argument', `The SDK could not connect: ${reason}`, { hint: advice, cause })
  return { type: 'ended', error, reaction: 'final' }
}
