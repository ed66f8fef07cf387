import type { UserInfo } from '@herenow/adapter'
import { isRecord } from './json.ts'

/** What a member says of itself. */
export interface MemberData {
  readonly state: unknown
  readonly info: UserInfo | null
}

/** The key beside a state's own. */
const ours = 'herenow'

/**
 * A member's data at Ably is its state, as clients without the kit expect. Only what doesn't fit there stands under a key of
 * its own: who it is, and states that Ably has no data for (numbers and booleans).
 */
export function sealed({ state, info }: MemberData): unknown {
  const isNative = state === null || typeof state === 'string' || (typeof state === 'object' && !hasOurs(state))
  if (isNative && !info) return state ?? undefined
  const isSpread = isRecord(state) && !hasOurs(state)
  return { ...(isSpread && state), [ours]: { ...(info && { info }), ...(!isSpread && { state }) } }
}

/** The other way round. `data`: whatever a client of Ably has entered with. */
export function opened(data: unknown): MemberData {
  const own = isRecord(data) ? data[ours] : undefined
  if (!isRecord(data) || !isRecord(own)) return { state: data ?? null, info: null }
  const { [ours]: _, ...rest } = data
  return { state: 'state' in own ? own['state'] : rest, info: isRecord(own['info']) ? own['info'] : null }
}

function hasOurs(state: object): boolean {
  return Object.hasOwn(state, ours)
}
