/** The text of a message's data: a string, or what `{ text }` holds; `null` for anything else. */
export function messageText(data: unknown): string | null {
  if (typeof data === 'string') return data
  if (typeof data === 'object' && data !== null && 'text' in data && typeof data.text === 'string') return data.text
  return null
}
