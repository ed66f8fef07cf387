import type { RealtimeError } from './error.ts'
import type { Position } from './position.ts'
import type { UserInfo } from './user.ts'

/** Free-form data beside a message, at most 2 KiB as JSON. */
export type MessageMeta = Readonly<Record<string, unknown>>

/** A message as a service delivers it: live, replayed or from history. */
export interface ReceivedMessage<Name extends string = string, Data = unknown> {
  /**
   * Made by the publisher: 128 random bits, or its own 1 to 128 bytes without control characters. Survives every retry:
   * the key to recognise a message by.
   */
  readonly id: string
  readonly channel: string
  readonly name: Name
  readonly data: Data
  readonly clientId: string
  readonly info: UserInfo | null
  /** The connection it was published on; `null` when it was published through a server API. */
  readonly connectionId: string | null
  /** Milliseconds since 1970, by the clock that `Capabilities.timestamps` names. For display; order is by `position`. */
  readonly timestamp: number
  /** `null` when the message is not stored. */
  readonly position: Position | null
  readonly meta: MessageMeta | null
}

/** `sending`: not confirmed yet. `sent`: the service has it. `failed`: see the message's `error`; can be retried under its id. */
export type MessageStatus = 'sending' | 'sent' | 'failed'

/** A message as the log and listeners show it: what was received, and how far our own have got. */
export interface Message<Name extends string = string, Data = unknown> extends ReceivedMessage<Name, Data> {
  readonly status: MessageStatus
  /** Why it failed. Only with status `failed`. */
  readonly error?: RealtimeError | undefined
}

/** A message on its way out. `data` has been copied and is known to be JSON. */
export interface OutgoingMessage {
  readonly id: string
  readonly name: string
  readonly data: unknown
  readonly meta: MessageMeta | null
  /** `false`: deliver it live only, keep it out of history. */
  readonly store: boolean
  /** How long history may keep it, in seconds; `null`: as the channel's rule says. */
  readonly ttl: number | null
}

/** The service has the message. */
export interface PublishStored {
  /** `null` when the message is not stored, or the service doesn't say where (`Capabilities.receipts`). */
  readonly position: Position | null
  /** Milliseconds since 1970, as the message will carry it. */
  readonly timestamp: number
  /** The service had this id already and answered with the first receipt. */
  readonly duplicate: boolean | 'unknown'
  readonly error?: undefined
}

/** The service doesn't have the message, or we don't know (`error.outcome === 'unknown'`). */
export interface PublishRefused {
  readonly error: RealtimeError
}

/** What became of one message of a publish. */
export type PublishOutcome = PublishStored | PublishRefused
