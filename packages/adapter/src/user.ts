/**
 * What others see of a user: shown on members and messages. At most 2 KiB as JSON.
 * A verified token's `info` claim wins over what the client says of itself.
 */
export interface UserInfo {
  readonly name?: string | undefined
  /** URL of a picture. */
  readonly avatar?: string | undefined
  readonly [key: string]: unknown
}
