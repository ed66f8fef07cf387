/** A colour angle that stays a person's own. */
export function hueOf(clientId: string): number {
  let hash = 0x811c9dc5
  for (const character of clientId) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193)
  return (hash >>> 0) % 360
}
