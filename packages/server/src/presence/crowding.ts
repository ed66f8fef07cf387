/** Below this share of the threshold a channel is no longer crowded, so that one person who comes and goes flips nothing. */
const share = 0.8

/**
 * Whether a channel has so many people that its observers are told in intervals: more than `above`, and then until it
 * is clearly below again. `null`: never.
 */
export function isCrowded(wasCrowded: boolean, occupancy: number, above: number | null): boolean {
  if (above === null) return false
  return occupancy > above || (wasCrowded && occupancy >= above * share)
}
