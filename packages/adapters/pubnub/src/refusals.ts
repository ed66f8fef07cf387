import type { RealtimeError } from '@herenow/adapter'
import type { Connection } from './connection/connection.ts'
import type { ServiceProblem } from './service-error.ts'
import { isAboutToken, problemError } from './service-error.ts'
import type { SessionChannels } from './session-channels.ts'

export interface RefusalsNeeds {
  readonly channels: Pick<SessionChannels, 'refused' | 'unjoined'>
  readonly connection: Pick<Connection, 'lost' | 'fail' | 'tokenRefused'>
}

/** What becomes of a subscribe that PubNub has refused, which it always refuses as a whole. */
export function createRefusals({ channels, connection }: RefusalsNeeds): (problem: ServiceProblem) => void {
  /** What came last may be what is wrong: the rest was taken before. */
  function refuseNew(problem: ServiceProblem, error: RealtimeError): void {
    const isRefused = channels.refused(channels.unjoined(), (channel) => problemError(problem, channel))
    if (!isRefused) connection.fail(error)
  }

  return (problem) => {
    const error = problemError(problem)
    if (channels.refused(problem.channels, (channel) => problemError(problem, channel))) return
    if (problem.statusCode === 400 && error.code === 'unauthorized') return connection.fail(error)
    if (isAboutToken(error)) return connection.tokenRefused(error)
    if (error.retryable || problem.statusCode === 404) return connection.lost(error)
    refuseNew(problem, error)
  }
}
