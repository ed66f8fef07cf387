import type { MessageMeta, Position, RealtimeError } from '@herenow/adapter'

export interface PublishOptions {
  /** 1 to 128 UTF-8 bytes, anything but control characters. Default: 128 random bits. Publishing the same id twice stores it once. */
  readonly id?: string | undefined
  /** Free-form data beside the message, at most 2 KiB as JSON. */
  readonly meta?: MessageMeta | undefined
  /** `false`: live only, not kept in history. */
  readonly store?: boolean | undefined
  /** Seconds that history may keep it. */
  readonly ttl?: number | undefined
}

/** The service has the message. */
export interface PublishReceipt {
  readonly id: string
  /** `null` when it isn't stored. */
  readonly position: Position | null
  /** Server time in milliseconds since 1970. */
  readonly timestamp: number
  /** The service had this id already. */
  readonly duplicate: boolean | 'unknown'
}

/** What became of one message of `publishMany`: a receipt, or an error. */
export type PublishResult =
  | (PublishReceipt & { readonly error?: undefined })
  | { readonly id: string; readonly error: RealtimeError }

/** One message of `publishMany`. */
export interface PublishRequest<Name extends string = string, Data = unknown> extends PublishOptions {
  readonly name: Name
  readonly data: Data
}
