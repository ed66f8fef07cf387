/** A person's status. */
export type PersonStatus = 'active' | 'idle' | 'offline'

/** A person as components show them. */
export interface Person {
  readonly name: string
  /** URL of a picture: http(s), a data or blob image, or a path. */
  readonly avatar: string | undefined
  /** The colour that they chose, as `#rrggbb`. */
  readonly color: string | undefined
}
