/** The two clocks of an engine at one moment. */
export interface Moment {
  /** Milliseconds since 1970: what messages are stamped with. */
  readonly date: number
  /** Milliseconds that never jump: what retention, ids and times to live count by. */
  readonly steady: number
}
