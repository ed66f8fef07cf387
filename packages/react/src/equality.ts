/** Whether two selections are the same to their reader, who then doesn't render again. */
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
