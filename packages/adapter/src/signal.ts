import type { UserInfo } from './user.ts'

/** A tiny, unstored, at-most-once event, such as "is typing". Has no position. */
export interface Signal<Name extends string = string, Data = unknown> {
  readonly channel: string
  readonly name: Name
  readonly data: Data
  readonly clientId: string
  readonly info: UserInfo | null
  readonly connectionId: string | null
  /** Server time in milliseconds since 1970. */
  readonly timestamp: number
}
