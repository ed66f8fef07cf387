import type { UserInfo } from '@herenow/adapter'

/** What a connection says when it enters or updates. */
export interface PresenceClaim {
  readonly connectionId: string
  readonly clientId: string
  readonly info: UserInfo | null
  readonly state: unknown
}
