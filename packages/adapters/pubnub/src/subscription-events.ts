import type { RealtimeError } from '@herenow/adapter'
import { adapterError } from '@herenow/adapter'
import type { Connection } from './connection/connection.ts'
import { stoppedByApp } from './connection/ending.ts'
import type { FreshStart } from './fresh-start.ts'
import type { Handshakes } from './handshakes.ts'
import { positionOf } from './native-position.ts'
import type { ServiceProblem } from './service-error.ts'
import { isAboutToken, problemError } from './service-error.ts'
import type { SessionChannels } from './session-channels.ts'
import type { SubscribedNames } from './subscribed-names.ts'
import type { SubscriptionListener } from './subscription.ts'

export interface SubscriptionEventsNeeds {
  readonly connection: Omit<Connection, 'connect' | 'close'>
  readonly channels: Pick<SessionChannels, 'joined' | 'received' | 'skipped' | 'refused' | 'unjoined' | 'names'>
  readonly subscribed: Pick<SubscribedNames, 'isEmpty' | 'left'>
  readonly handshakes: Pick<Handshakes, 'done'>
  readonly freshStart: Pick<FreshStart, 'request'>
  readonly report: (error: RealtimeError) => void
}

/** What becomes of what the SDK tells of its long poll. `needs`: parts that are made after it. */
export function createSubscriptionEvents(needs: () => SubscriptionEventsNeeds): SubscriptionListener {
  return {
    connected(timetoken) {
      const { connection, channels, handshakes } = needs()
      if (!connection.isConnected()) return
      connection.accepted()
      channels.joined(positionOf(timetoken), connection.since())
      handshakes.done()
    },
    refused(problem) {
      const { connection, subscribed, handshakes } = needs()
      if (!connection.isConnected()) return
      refuse(needs(), problem)
      if (subscribed.isEmpty()) handshakes.done()
    },
    received: (entries, isFull) => needs().channels.received(entries, isFull),
    left(natives) {
      const { connection, subscribed } = needs()
      const unexpected = subscribed.left(natives)
      if (connection.isConnected() && unexpected.length > 0) connection.fail(stoppedByApp())
    },
    unreadable(cause) {
      const { connection, channels, freshStart, report } = needs()
      if (!connection.isConnected()) return
      report(adapterError('protocol_error', 'An answer of PubNub could not be read.', { retryable: true, cause }))
      channels.skipped()
      freshStart.request()
    },
    beatFailed(problem) {
      const { connection } = needs()
      const error = problemError(problem)
      if (isAboutToken(error)) connection.tokenRefused(error)
      else if (error.origin === 'adapter') connection.doubt()
    },
  }
}

/** PubNub refuses a subscribe as a whole. */
function refuse({ connection, channels }: SubscriptionEventsNeeds, problem: ServiceProblem): void {
  const error = problemError(problem)
  const ofChannel = (channel: string): typeof error => problemError(problem, channel)
  if (channels.refused(problem.channels, ofChannel)) return
  if (problem.statusCode === 400 && error.code === 'unauthorized') return connection.fail(error)
  if (isAboutToken(error)) return connection.tokenRefused(error)
  if (error.retryable || problem.statusCode === 404) return connection.lost(error)
  // What came last may be what is wrong: the rest was taken before.
  const unjoined = channels.unjoined()
  if (!isAboutLength(problem)) {
    if (!channels.refused(unjoined, ofChannel)) connection.fail(error)
    return
  }
  const [last] = (unjoined.length > 0 ? unjoined : channels.names()).slice(-1)
  if (last === undefined || !channels.refused([last], ofChannel)) connection.lost(error)
}

/** The address may have been too long, which says nothing against the keys or the user. */
function isAboutLength({ statusCode }: ServiceProblem): boolean {
  return statusCode === 400 || statusCode === 413 || statusCode === 414
}
