import type { Gap, Message } from '@herenow/react'

/** Where gaps stand among the messages that are shown: behind the last one before each, and once where several meet. */
export function shownGaps(
  gaps: readonly Gap[],
  all: readonly Message[],
  isShown: (message: Message) => boolean,
): readonly Gap[] {
  const byPlace = new Map<string | null, Gap>()
  for (const gap of gaps) {
    const index = all.findLastIndex(({ id }) => id === gap.afterId)
    const afterId = all.slice(0, index + 1).findLast(isShown)?.id ?? null
    if (!byPlace.has(afterId)) byPlace.set(afterId, { ...gap, afterId })
  }
  return [...byPlace.values()]
}
