import { assertNever } from '@herenow/adapter'
import type { PresenceChange } from './presence-change.ts'

/**
 * What two changes of one connection come to for somebody who saw neither. `null`: nothing. Who left and came back
 * has only been updated; who came and left was never there.
 */
export function mergeChanges(earlier: PresenceChange, later: PresenceChange): PresenceChange | null {
  switch (earlier.action) {
    case 'enter':
      if (later.action === 'leave' || later.action === 'timeout') return null
      return { ...later, action: 'enter' }
    case 'update':
      return later
    case 'leave':
    case 'timeout':
      return later.action === 'enter' ? { ...later, action: 'update' } : later
    default:
      return assertNever(earlier.action)
  }
}
