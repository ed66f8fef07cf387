/** The text of a message. Whoever sent it may have sent anything. */
export function messageText(data: unknown): string {
  if (typeof data === 'string') return data
  if (typeof data === 'object' && data !== null && 'text' in data && typeof data.text === 'string') return data.text
  return '(something that this demo can’t show)'
}
