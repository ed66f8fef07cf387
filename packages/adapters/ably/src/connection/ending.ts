import type { RealtimeError } from '@herenow/adapter'
import { adapterError, hint as kitHint } from '@herenow/adapter'
import type { ErrorInfo } from 'ably'
import { hint } from '../hints.ts'
import type { ServiceProblem } from '../service-error.ts'
import { isProblem, serviceError } from '../service-error.ts'

/** The SDK's number for a token that it could not get. */
const authFailed = 80019

/** The SDK wraps what kept it from a token. */
export function rootOf(problem: ErrorInfo | undefined): ServiceProblem | undefined {
  return problem?.code === authFailed && isProblem(problem.cause) ? problem.cause : problem
}

/** Another token may do. */
export function isAboutToken(problem: ServiceProblem | undefined): boolean {
  return problem !== undefined && problem.code >= 40140 && problem.code < 40150
}

export function lossFor(problem: ServiceProblem | undefined): RealtimeError {
  const message = problem
    ? `The connection was lost: ${problem.message}${codeOf(problem)}.`
    : 'The connection was lost.'
  return adapterError('connection_closed', message, { retryable: true, cause: problem })
}

/** Ably's own word, or that no connection came about: by Ably's `80xxx`, or by a platform's error without a number. */
export function reasonFor(problem: ServiceProblem | undefined): RealtimeError {
  if (isProblem(problem) && Math.floor(problem.code / 1_000) !== 80) return serviceError(problem)
  const why = problem ? `: ${problem.message.replace(/\.$/, '')}${codeOf(problem)}` : ''
  return adapterError('connection_failed', `No connection to Ably could be made${why}.`, {
    hint: hint('server'),
    retryable: true,
    cause: problem,
  })
}

/** Errors of the platform come without, whatever the SDK's types say. */
function codeOf(problem: ServiceProblem): string {
  return isProblem(problem) ? ` (${problem.code})` : ''
}

/** The token is somebody else's. */
export function otherClient(clientId: string): RealtimeError {
  return adapterError('unauthorized', `The token is for "${clientId}".`, { hint: kitHint('other-client') })
}
