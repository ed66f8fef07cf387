import type { AdapterEvent, ReceivedMessage } from '@herenow/adapter'
import type { ReceivedFrame } from './received.ts'
import { receivedMessage, receivedSignal } from './received.ts'
import { streamPosition } from './stream-position.ts'
import type { StreamEntry } from './streams.ts'

/** Whose entry it is. */
export interface EntryPlace {
  readonly channel: string
  /** Of the stream. */
  readonly epoch: string
  /** Milliseconds since 1970. */
  readonly now: number
}

/** The message of an entry that is no mark. */
export function storedMessage(entry: StreamEntry, { channel, epoch, now }: EntryPlace): ReceivedMessage {
  const position = streamPosition(epoch, entry)
  return receivedMessage(entry.frame, { channel, position, id: `${epoch}-${entry.number}`, now })
}

/** What came over the topic exchange. `id`: for a message without one; `now`: milliseconds since 1970. */
export function liveEvent(frame: ReceivedFrame, channel: string, id: string, now: number): AdapterEvent {
  const signal = receivedSignal(frame, channel, now)
  if (signal) return { type: 'signal', channel, signal }
  return { type: 'message', channel, message: receivedMessage(frame, { channel, position: null, id, now }) }
}
