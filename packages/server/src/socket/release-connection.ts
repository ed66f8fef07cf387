import { assertNever } from '@herenow/adapter'
import { endSubscription } from '../request/attach.ts'
import type { Services } from '../services.ts'
import type { Connection } from './connection.ts'
import type { Ending } from './ending.ts'

/** Lets go of everything that a connection held, and decides what becomes of its presence. */
export function releaseConnection(services: Services, connection: Connection, what: Ending['connection']): void {
  connection.isOver = true
  for (const subscription of connection.subscriptions.values()) endSubscription(services, connection, subscription)
  services.occupancy.unwatch(connection)
  const { record } = connection
  if (typeof what === 'object') {
    services.registry.lose(record, what.grace)
    return
  }
  switch (what) {
    case 'leave':
      services.registry.forget(record)
      services.presence.leaveAll(record.connectionId, 'leave')
      return
    case 'replaced':
      return
    default:
      assertNever(what)
  }
}
