import type { ReceivedMessage } from '@herenow/adapter'
import { createRecentIds } from './recent-ids.ts'
import type { ComparePositions, StreamPositions } from './stream-positions.ts'
import { createStreamPositions } from './stream-positions.ts'

/** What a channel has handed on: where it stands, and the ids of the last messages. */
export interface HandedOn {
  readonly positions: StreamPositions
  has(id: string): boolean
  /**
   * Notes a message, before it is handed on: a listener that detaches and attaches again must not get it twice. Returns
   * whether it is new; else it is a duplicate.
   */
  add(message: ReceivedMessage): boolean
  reset(): void
}

export function createHandedOn(compare: ComparePositions, rememberedIds: number): HandedOn {
  const positions = createStreamPositions(compare)
  const recent = createRecentIds(rememberedIds)
  return {
    positions,
    has: (id) => recent.has(id),
    add({ id, position }) {
      const isNew = recent.add(id)
      if (position && isNew) positions.moveTo(position)
      else if (position) positions.advanceTo(position)
      return isNew
    },
    reset() {
      recent.clear()
      positions.reset()
    },
  }
}
