import type { Gap, MessageOf } from '@herenow/react'
import type { RoomTypes } from '../rooms/room.ts'

export type RoomMessage = MessageOf<RoomTypes>

/** A message and what stands before it. */
export interface LogEntry {
  readonly message: RoomMessage
  /** The first of its day. */
  readonly isNewDay: boolean
  /** The same person goes on within a few minutes: no name and picture again. */
  readonly isContinued: boolean
  /** Messages are missing before this one. */
  readonly afterGap: boolean
}

const togetherMilliseconds = 5 * 60_000

/** Prepares messages for reading: days, runs of one author, and holes. */
export function logEntries(messages: readonly RoomMessage[], gaps: readonly Gap[]): readonly LogEntry[] {
  const holes = new Set(gaps.map((gap) => gap.afterId))
  return messages.map((message, index) => {
    const previous = messages[index - 1]
    const isNewDay = previous === undefined || !isSameDay(previous.timestamp, message.timestamp)
    const afterGap = holes.has(previous?.id ?? null)
    const isContinued =
      previous !== undefined &&
      !isNewDay &&
      !afterGap &&
      previous.clientId === message.clientId &&
      message.timestamp - previous.timestamp < togetherMilliseconds
    return { message, isNewDay, isContinued, afterGap }
  })
}

/** Whether messages are missing after the last one. */
export function endsInGap(messages: readonly RoomMessage[], gaps: readonly Gap[]): boolean {
  const last = messages.at(-1)?.id ?? null
  return gaps.some((gap) => gap.afterId === last)
}

function isSameDay(a: number, b: number): boolean {
  return new Date(a).toDateString() === new Date(b).toDateString()
}
