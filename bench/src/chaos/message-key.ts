/** Messages of one publisher in one channel, at most. */
const mostPerPublisher = 10_000_000

/** A message told in one number: who published it, and as which of theirs in the channel, counted from 1. */
export function messageKey(publisher: number, sequence: number): number {
  return publisher * mostPerPublisher + sequence
}

export function publisherOf(key: number): number {
  return Math.floor(key / mostPerPublisher)
}
