/** Whether two selections are equal. The component doesn't render again for an equal one. */
export type Equality<T> = (previous: T, next: T) => boolean

/** Equal, or two objects with the same fields. */
export function sameFields<T extends object>(previous: T, next: T): boolean {
  const before = Object.entries(previous)
  const after = new Map(Object.entries(next))
  return (
    before.length === after.size &&
    before.every(([name, value]) => after.has(name) && Object.is(value, after.get(name)))
  )
}
