import { assertNever } from '@herenow/adapter'
import { endSubscription } from '../request/attach.ts'
import type { Services } from '../services.ts'
import { timings } from '../timings.ts'
import type { Departure } from './connection-registry.ts'
import type { Connection } from './connection.ts'
import type { Ending } from './ending.ts'

/** Lets go of everything that a connection held, and decides what becomes of its presence. */
export function releaseConnection(services: Services, connection: Connection, ending: Ending): void {
  connection.isOver = true
  services.clients.remove(connection)
  connection.gate?.end()
  for (const subscription of connection.subscriptions.values())
    endSubscription(services, connection, subscription, 'disconnect')
  services.occupancy.unwatch(connection)
  const { record } = connection
  const { absences, departures, registry, events, clock } = services
  const what = ending.connection
  if (what !== 'replaced') {
    const isWanted = events.listeners.wants('disconnect')
    record.last = isWanted ? { ending, info: connection.info, endedAt: clock.now() } : null
  }
  const { reloadGrace, lossGrace } = timings
  const lose = (usual: number, most: number, how: Departure): void =>
    registry.lose(record, absences.begin(record.connectionId, usual, most, how), how)
  switch (what) {
    case 'leave':
      registry.forget(record)
      events.disconnected(record, 'leave')
      departures.add(record.connectionId, 'leave')
      return
    case 'reloading':
      // The page has said that it goes: unless it comes back, its people have left.
      lose(reloadGrace, reloadGrace, 'leave')
      return
    case 'lost':
      lose(lossGrace, Number.POSITIVE_INFINITY, 'timeout')
      return
    case 'replaced':
      return
    default:
      assertNever(what)
  }
}
