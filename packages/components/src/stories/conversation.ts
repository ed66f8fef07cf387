import type { Message } from '@herenow/react'

const morning = Date.UTC(2026, 10, 19, 9, 12)
const minute = 60_000

const names: Readonly<Record<string, string>> = {
  ada: 'Ada Lovelace',
  grace: 'Grace Hopper',
  alan: 'Alan Turing',
  kenji: '山田 健二',
  noor: 'نور الهدى',
}

/** A message for a story. */
export function message(
  id: string,
  clientId: string,
  text: string,
  minutes: number,
  changes: Partial<Message> = {},
): Message {
  return {
    id,
    channel: 'room:lobby',
    name: 'said',
    data: { text },
    clientId,
    info: { name: names[clientId] ?? clientId },
    connectionId: null,
    timestamp: morning + minutes * minute,
    position: null,
    meta: null,
    status: 'sent',
    ...changes,
  }
}

const day = 24 * 60

/** A conversation as it might be: several people, two days, one link. Ours is `ada`. */
export const conversation: readonly Message[] = [
  message('c1', 'grace', 'Morning! The nightly build is green again.', 0),
  message('c2', 'grace', 'It was the clock. It is always the clock.', 1),
  message('c3', 'ada', 'Of course it was. Thank you for looking at it so early.', 4),
  message('c4', 'alan', 'Notes are here: https://example.com/notes/clocks (two pages)', 6),
  message('c5', 'ada', 'Reading', 8),
  message('c6', 'ada', 'The part about leap seconds is lovely.', 9),
  message('c7', 'grace', 'Who brings the cake today?', day),
  message('c8', 'alan', 'Me. Chocolate, unless somebody objects within the next five minutes.', day + 1),
  message('c9', 'alan', 'Nobody. Chocolate it is. 🎂', day + 7),
  message('c10', 'ada', 'See you at four.', day + 8),
]

/** Messages numbered from `first` to `last`, by three people. */
export function numbered(first: number, last: number): readonly Message[] {
  return Array.from({ length: last - first + 1 }, (_, index) => {
    const number = first + index
    const author = ['grace', 'grace', 'alan', 'ada'][Math.abs(number) % 4] ?? 'grace'
    const more = ' and a little more'.repeat(Math.abs(number * 5) % 7)
    return message(`n${number}`, author, `Message ${number}${more}`, number * 2)
  })
}
