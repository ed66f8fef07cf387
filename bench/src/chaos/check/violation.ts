/** A promise that was broken. */
export interface Violation {
  /** Its number in the list of promises. */
  readonly promise: number
  readonly what:
    | 'lost'
    | 'doubled'
    | 'out of order'
    | 'unmarked gap'
    | 'marked gap'
    | 'made up'
    | 'wrong position'
    | 'epoch changed'
    | 'log differs'
    | 'left unsent'
    | 'ghost'
    | 'missing member'
    | 'mishap'
  /** Who saw it: a client, or the server. */
  readonly who: string
  readonly channel: string
  /** For people: the message, its place, what was expected. */
  readonly details: string
}
