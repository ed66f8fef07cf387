/**
 * What is wrong with a frame or one item of it.
 * `not-json`: the whole frame is lost. `malformed`: this item is lost; `id` and `channel` are there when they could be
 * read. `unknown-type`: an item of a newer version; skip it.
 */
export interface FrameProblem {
  readonly kind: 'not-json' | 'malformed' | 'unknown-type'
  readonly message: string
  /** The item's type, where it could be read. At most 40 characters. */
  readonly type?: string
  readonly id?: number
  readonly channel?: string
}

/** Thrown by the readers and by nothing else; never leaves this package except from `decodeResult`. */
export class Malformed extends Error {
  override readonly name = 'Malformed'
}
