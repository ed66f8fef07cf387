/** Something to say: a message, of which several become one sentence, or a notice that is said as it is. */
export type Announcement =
  | { readonly kind: 'message'; readonly text: string; readonly burst: (count: number) => string }
  | { readonly kind: 'notice'; readonly text: string }

/** What waits to be said. While `isSpeaking` nothing else is said: a second has to pass first. */
export interface QueueState {
  readonly isSpeaking: boolean
  readonly waiting: readonly Announcement[]
}

/** The next state, and what to say now; nothing when empty. */
export interface QueueStep {
  readonly state: QueueState
  readonly sentences: readonly string[]
}

/** Nothing said, nothing to say. */
export const silence: QueueState = { isSpeaking: false, waiting: [] }

/** How long a sentence has the word, ms. */
export const throttle = 1_000

/** The longest sentence, in characters. */
const longest = 140

/** Adds what has to be said; it is said at once unless somebody is speaking. */
export function enqueue(state: QueueState, announcements: readonly Announcement[]): QueueStep {
  const waiting = [...state.waiting, ...announcements]
  return state.isSpeaking ? { state: { ...state, waiting }, sentences: [] } : speak(waiting)
}

/** The last sentence has had its time: says what came meanwhile. */
export function goOn(state: QueueState): QueueStep {
  return speak(state.waiting)
}

function speak(waiting: readonly Announcement[]): QueueStep {
  const messages = waiting.filter((each) => each.kind === 'message')
  const notices = waiting.filter((each) => each.kind === 'notice').map((each) => each.text)
  const newest = messages.at(-1)
  const told = newest === undefined ? [] : [messages.length === 1 ? newest.text : newest.burst(messages.length)]
  const sentences = [...told, ...new Set(notices)].map(shortened)
  return { state: { isSpeaking: sentences.length > 0, waiting: [] }, sentences }
}

function shortened(sentence: string): string {
  const plain = sentence
    .slice(0, longest * 4)
    .replace(/\s+/gu, ' ')
    .trim()
  const characters = Array.from(plain)
  return characters.length <= longest ? plain : `${characters.slice(0, longest - 1).join('')}…`
}
