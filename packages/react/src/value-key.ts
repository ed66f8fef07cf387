/** A key to compare values by content, not by identity: values with equal keys are the same on the wire. */
export function valueKey(value: unknown): string {
  return JSON.stringify(value) ?? ''
}
