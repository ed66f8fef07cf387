/** Entries (channels, people) that cost as much to look at as a request. */
const entriesPerToken = 100
/** Characters of an answer that cost as much to make. */
const charactersPerToken = 16_384

/** What an answer cost beyond what its request was counted for, in requests. */
export function workOf(entries: number, characters: number): number {
  return Math.floor(entries / entriesPerToken + characters / charactersPerToken)
}
