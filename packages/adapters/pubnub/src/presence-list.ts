import type { PresenceConnection } from '@herenow/adapter'

/** Whether a user says the same of themselves, whenever they came. */
export function isSame(one: PresenceConnection, other: PresenceConnection): boolean {
  return JSON.stringify([one.state, one.info]) === JSON.stringify([other.state, other.info])
}

/** Whether the same users say the same. Both by user. */
export function isSameList(one: ReadonlyMap<string, PresenceConnection>, other: typeof one): boolean {
  return (
    one.size === other.size &&
    [...one].every(([id, it]) => {
      const same = other.get(id)
      return same !== undefined && isSame(it, same)
    })
  )
}
