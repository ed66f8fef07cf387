/** Something to say. Messages that come together are said in one sentence; without `burst` it is said as it is. */
export interface Announcement {
  readonly text: string
  /** What to say of so many. */
  readonly burst?: (count: number) => string
}

/** The longest sentence, in characters. */
const longest = 140

/** What to say of all that waits: how many messages, or the one there is, and then the rest, each once. */
export function sentencesOf(waiting: readonly Announcement[]): readonly string[] {
  const messages = waiting.filter(({ burst }) => burst)
  const notices = waiting.filter(({ burst }) => !burst)
  const [first] = messages
  const count = messages.length
  const told = count > 1 ? [first?.burst?.(count) ?? ''] : messages.map(({ text }) => text)
  return [...told, ...new Set(notices.map(({ text }) => text))].map(shortened)
}

function shortened(sentence: string): string {
  const plain = sentence
    .slice(0, longest * 4)
    .replace(/\s+/gu, ' ')
    .trim()
  const characters = Array.from(plain)
  return characters.length <= longest ? plain : `${characters.slice(0, longest - 1).join('')}…`
}
