/** Tells values apart by what they say, not by identity: equal keys would be the same on the wire. */
export function valueKey(value: unknown): string {
  return JSON.stringify(value) ?? ''
}
