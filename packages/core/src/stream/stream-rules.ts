import type { ComparePositions } from './stream-positions.ts'

/** What a stream has to know of the service and the log, and its bounds. */
export interface StreamRules {
  readonly compare: ComparePositions
  /** The log shows a message of this id that the service has told. */
  readonly isShown: (id: string) => boolean
  readonly limits: StreamLimits
}

/** What the stream of one channel may remember, buffer and read. */
export interface StreamLimits {
  /** Ids by which a repetition is known. */
  readonly rememberedIds: number
  /** Live messages that wait for a gap before them to be healed. */
  readonly bufferedMessages: number
  readonly bufferedBytes: number
  /** The size of one page of history. */
  readonly pageSize: number
  /** What one healing may read: as far as a service keeps history by default, and a good deal more. */
  readonly healedMessages: number
  readonly healedBytes: number
  /** Pages in a row that may bring nothing. */
  readonly emptyPages: number
}

export const defaultStreamLimits: StreamLimits = {
  rememberedIds: 2_000,
  bufferedMessages: 1_000,
  bufferedBytes: 1_048_576,
  pageSize: 200,
  healedMessages: 10_000,
  healedBytes: 67_108_864,
  emptyPages: 10,
}
