import type { FrameProblem } from '@herenow/protocol'
import { errorBody, refusal } from '../refusal.ts'
import type { Services } from '../services.ts'
import type { Connection } from '../socket/connection.ts'

/** Answers an item that is broken, on its own; the rest of its frame counts. */
export function reportBroken(services: Services, connection: Connection, problem: FrameProblem): void {
  const code = problem.kind === 'unknown-type' ? 'unsupported' : 'invalid_argument'
  services.metrics.refused('request', code)
  if (problem.kind === 'malformed') services.limitHits.hit('fields', connection.about)
  connection.error(errorBody(refusal(code, `${problem.message}.`)), problem)
}
