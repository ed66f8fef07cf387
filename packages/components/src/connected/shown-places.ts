import type { Gap, Message } from '@herenow/react'

/** The nearest shown message at or before the message `id`; `null`: none is shown there, or `id` isn't loaded. */
export function lastShownId(
  messages: readonly Message[],
  id: string | null,
  isShown: (message: Message) => boolean,
): string | null {
  const index = messages.findLastIndex((message) => message.id === id)
  return messages.slice(0, index + 1).findLast(isShown)?.id ?? null
}

/** Moves gaps behind messages that are shown. Gaps that meet there become one. */
export function shownGaps(
  gaps: readonly Gap[],
  messages: readonly Message[],
  isShown: (message: Message) => boolean,
): readonly Gap[] {
  const byPlace = new Map<string | null, Gap>()
  for (const gap of gaps) {
    const afterId = lastShownId(messages, gap.afterId, isShown)
    if (!byPlace.has(afterId)) byPlace.set(afterId, { ...gap, afterId })
  }
  return [...byPlace.values()]
}
