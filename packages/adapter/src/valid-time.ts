/** The last moment that a date can hold, in milliseconds; as many before 1970 for the first. */
const farthest = 8_640_000_000_000_000

/**
 * A time that somebody else tells, in milliseconds since 1970, as a whole number; `null` for anything that is none. What
 * dates can't hold makes every page fail that shows it.
 */
export function validTime(value: unknown): number | null {
  return typeof value === 'number' && Math.abs(value) <= farthest ? Math.round(value) : null
}
