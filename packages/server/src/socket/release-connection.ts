import { assertNever } from '@herenow/adapter'
import { endSubscription } from '../request/attach.ts'
import type { Services } from '../services.ts'
import { timings } from '../timings.ts'
import type { Connection } from './connection.ts'
import type { Ending } from './ending.ts'

/** Lets go of everything that a connection held, and decides what becomes of its presence. */
export function releaseConnection(services: Services, connection: Connection, what: Ending['connection']): void {
  connection.isOver = true
  for (const subscription of connection.subscriptions.values()) endSubscription(services, connection, subscription)
  services.occupancy.unwatch(connection)
  const { record } = connection
  const { absences, presence, registry } = services
  switch (what) {
    case 'leave':
      registry.forget(record)
      presence.leaveAll(record.connectionId, 'leave')
      return
    case 'reloading':
      registry.lose(record, absences.begin(record.connectionId, timings.reloadGrace, timings.reloadGrace))
      return
    case 'lost':
      registry.lose(record, absences.begin(record.connectionId, timings.lossGrace, Number.POSITIVE_INFINITY))
      return
    case 'replaced':
      return
    default:
      assertNever(what)
  }
}
