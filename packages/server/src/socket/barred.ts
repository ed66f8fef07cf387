import type { Bearer } from '../auth/auth.ts'
import type { Services } from '../services.ts'
import type { Ending } from './ending.ts'
import { closeToRevocationEnding, kickedEnding, revokedEnding, revokedSessionEnding } from './ending.ts'

/** How to end who was identified and may not come in all the same; `null`: it may. It arrived at `since`, a moment of revocations. */
export function barred(services: Services, bearer: Bearer, since: number): Ending | null {
  const { exclusions, revocations } = services
  const excluded = exclusions.find(bearer.clientId)
  if (excluded !== null) return kickedEnding(excluded.reason, excluded.left)
  const standing = revocations.standing(bearer, since)
  if (standing === 'good') return null
  return standing === 'close' ? closeToRevocationEnding : endingOfRevoked(bearer)
}

/** How a connection ends whose token was revoked. Who has none to fetch comes back by itself, and is looked up again. */
export function endingOfRevoked({ hasToken }: Bearer): Ending {
  return hasToken ? revokedEnding : revokedSessionEnding
}
