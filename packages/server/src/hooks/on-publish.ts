import type { MessageMeta, UserInfo } from '@herenow/adapter'

/** A message that a client wants to publish. */
export interface PublishAttempt {
  readonly channel: string
  readonly id: string
  readonly name: string
  readonly data: unknown
  readonly meta: MessageMeta | null
  /** Whether it is to be kept in history. */
  readonly store: boolean
  readonly client: {
    readonly clientId: string
    readonly connectionId: string
    readonly info: UserInfo | null
  }
}

/** What becomes of a message. */
export type PublishVerdict =
  /** It is published as it is. */
  | void
  | true
  /** It is published with other data, or under another name. */
  | { readonly data: unknown; readonly name?: string | undefined }
  | { readonly name: string; readonly data?: undefined }
  /** Its sender is told this text, on the screen too. */
  | { readonly refuse: string }
  /** Its sender sees it as sent, and nobody else sees it. */
  | { readonly hold: true }

/**
 * Decides about each message of a client before it is stored. A message that is sent again is asked about again. What the
 * server itself publishes is not, nor are signals.
 */
export type OnPublish = (attempt: PublishAttempt) => PublishVerdict | Promise<PublishVerdict>

/** A policy with every part of it. */
export interface WholePublishPolicy {
  readonly decide: OnPublish
  readonly within: number
  readonly onFailure: 'refuse' | 'pass'
}

/** The same with how long it may take, and what happens when it fails. */
export interface OnPublishPolicy {
  readonly decide: OnPublish
  /** Seconds; default 5. */
  readonly within?: number | undefined
  /** Of a decision that throws, is late or is none: `'refuse'`, the default, lets the client try again; `'pass'` publishes. */
  readonly onFailure?: 'refuse' | 'pass' | undefined
}
