import type { Member } from '@herenow/react'
import type { PersonStatus } from './person.ts'

/** The `status` in a member's presence state, if it is a valid one. */
export function memberStatus({ state }: Member): PersonStatus | undefined {
  const status = typeof state === 'object' && state !== null && 'status' in state ? state.status : undefined
  return status === 'active' || status === 'idle' || status === 'offline' ? status : undefined
}
