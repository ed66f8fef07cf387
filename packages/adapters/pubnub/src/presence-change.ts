import type { SdkPresence } from './sdk.ts'

/** What a presence event says. */
export type PresenceChange =
  | {
      readonly action: 'join' | 'state-change'
      readonly uuid: string
      readonly occupancy: number
      readonly state: unknown
    }
  | { readonly action: 'leave' | 'timeout'; readonly uuid: string; readonly occupancy: number }
  | {
      readonly action: 'interval'
      readonly occupancy: number
      readonly join: readonly string[]
      readonly leave: readonly string[]
      readonly timeout: readonly string[]
    }

/**
 * Reads a presence event. `null`: it is of a later version, or of somebody who may publish to the presence channel and
 * whom PubNub doesn't check.
 */
export function presenceChange({ action, uuid, state, occupancy, ...lists }: SdkPresence): PresenceChange | null {
  if (!isCount(occupancy)) return null
  switch (action) {
    case 'join':
    case 'state-change':
      return isUser(uuid) ? { action, uuid, occupancy, state } : null
    case 'leave':
    case 'timeout':
      return isUser(uuid) ? { action, uuid, occupancy } : null
    case 'interval': {
      const [join, leave, timeout] = [usersIn(lists.join), usersIn(lists.leave), usersIn(lists.timeout)]
      return { action, occupancy, join, leave, timeout }
    }
    default:
      return null
  }
}

function isUser(value: unknown): value is string {
  return typeof value === 'string' && value !== ''
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0
}

function usersIn(list: unknown): readonly string[] {
  return Array.isArray(list) ? [...new Set(list.filter(isUser))] : []
}
