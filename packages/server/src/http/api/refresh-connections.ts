import type { UserInfo } from '@herenow/adapter'
import { endConnections } from '../../api/server-kick.ts'
import { refusal } from '../../refusal.ts'
import { reviewPresence } from '../../request/follow-presence.ts'
import type { Services } from '../../services.ts'
import { tokenExpiredEnding } from '../../socket/ending.ts'

interface Refresh {
  /** Only this connection of the client. */
  readonly only: string | undefined
  /** They have ended. */
  readonly expired: boolean
  /** When they end, in seconds since 1970. 0: never, as far as this server decides. */
  readonly expireAt: number | undefined
  readonly info: UserInfo | undefined
}

/** Says anew until when connections of a client last, and what others see of it. The tokens stay what they are. */
export async function refreshConnections(services: Services, clientId: string, refresh: Refresh): Promise<void> {
  const { only, expired, expireAt, info } = refresh
  const connections = services.clients
    .of(clientId)
    .filter(({ connectionId }) => only === undefined || connectionId === only)
  if (connections.length === 0) return
  if (services.checkToken === null && (expired || expireAt !== undefined)) {
    throw refusal('unsupported', 'not available: without `auth` connections have no end.')
  }
  if (expired) {
    await endConnections(services, connections, tokenExpiredEnding)
    return
  }
  for (const connection of connections) {
    if (expireAt !== undefined) connection.expireAt(expireAt === 0 ? null : expireAt * 1_000)
    if (info === undefined) continue
    connection.info = info
    reviewPresence(services, connection)
  }
}
