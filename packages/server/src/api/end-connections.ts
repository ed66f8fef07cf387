import type { Services } from '../services.ts'
import type { Connection } from '../socket/connection.ts'
import type { Ending } from '../socket/ending.ts'

/** Work on so many connections fits one turn of the event loop. */
const connectionsPerTurn = 50

/** Ends connections, some in each turn. Returns how many. */
export async function endConnections(
  services: Services,
  connections: readonly Connection[],
  endingOf: (connection: Connection) => Ending,
): Promise<number> {
  for (const [index, connection] of connections.entries()) {
    if (index > 0 && index % connectionsPerTurn === 0) {
      await new Promise<void>((resolve) => services.turns.later(resolve))
    }
    try {
      connection.end(endingOf(connection))
    } catch (error) {
      connection.failed(error)
    }
  }
  return connections.length
}
