import type { Message } from '@herenow/react'

const noon = Date.UTC(2026, 10, 20, 12)

/** A message as the service confirms it, a minute after the one with the number before. */
export function messageAt(number: number, changes: Partial<Message> = {}): Message {
  const author = number % 3 === 0 ? 'grace' : 'alan'
  return {
    id: `message-${number}`,
    channel: 'room:lobby',
    name: 'said',
    data: { text: `Message ${number}${' and some more of it'.repeat(Math.abs(number * 7) % 13)}` },
    clientId: author,
    info: { name: author },
    connectionId: null,
    timestamp: noon + number * 60_000,
    position: null,
    meta: null,
    status: 'sent',
    ...changes,
  }
}

/** The messages with the numbers from `first` to `last`. */
export function messagesFrom(first: number, last: number): readonly Message[] {
  return Array.from({ length: last - first + 1 }, (_, index) => messageAt(first + index))
}

/** By one person, within a minute: those that came first stand under a day and a name, and not when others come above. */
export function together(first: number, last: number): readonly Message[] {
  return messagesFrom(first, last).map((message, index) => ({
    ...message,
    clientId: 'grace',
    info: { name: 'grace' },
    timestamp: noon + (first + index) * 100,
  }))
}
