/** Whether it is an object with names, and no list. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** What the text says, or `otherwise` where it isn't JSON. */
export function parsedJson(text: string, otherwise: unknown): unknown {
  try {
    const value: unknown = JSON.parse(text)
    return value
  } catch {
    return otherwise
  }
}
