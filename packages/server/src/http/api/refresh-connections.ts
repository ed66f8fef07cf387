import type { UserInfo } from '@herenow/adapter'
import { refusal } from '../../refusal.ts'
import { reviewPresence } from '../../request/follow-presence.ts'
import type { Services } from '../../services.ts'

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
export function refreshConnections(services: Services, clientId: string, refresh: Refresh): void {
  const { only, expired, expireAt, info } = refresh
  const connections = services.clients
    .of(clientId)
    .filter(({ connectionId }) => only === undefined || connectionId === only)
  if (connections.length === 0) return
  if (services.authenticator === null && (expired || expireAt !== undefined)) {
    throw refusal('unsupported', 'not available: without `auth` connections have no end.')
  }
  const endsAt = endOf(services, expired, expireAt)
  for (const connection of connections) {
    if (endsAt !== undefined) connection.expireAt(endsAt)
    if (info === undefined) continue
    connection.info = info
    reviewPresence(services, connection)
    connection.gate?.reviewClient()
  }
}

/** When they end, in milliseconds since 1970; `null`: not by themselves; `undefined`: as before. */
function endOf({ clock }: Services, expired: boolean, expireAt: number | undefined): number | null | undefined {
  if (expired) return clock.date()
  if (expireAt === undefined) return undefined
  return expireAt === 0 ? null : expireAt * 1_000
}
