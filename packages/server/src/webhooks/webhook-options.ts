import type { ServerEventType } from '../events/server-event.ts'

/** An address that the server tells what happens, in signed requests. */
export interface WebhookOptions {
  /** Where events are sent: `https:`, or `http:` on this machine. */
  readonly url: string
  /** What requests are signed with: `whsec_` and 24 to 64 bytes in base64. */
  readonly secret?: string | undefined
  /** In place of `secret`, while it changes: requests are signed with each of them. At most 5. */
  readonly secrets?: readonly string[] | undefined
  /** What the log and the API call it, and its events are kept under. Default: the address without what is behind `?`. */
  readonly name?: string | undefined
  /** Types of events that are sent. Default: all. */
  readonly events?: readonly ServerEventType[] | undefined
  /** Patterns of channels whose events are sent; events without a channel are sent too. Default: all channels. */
  readonly channels?: string | readonly string[] | undefined
  /** How events are put together: at most `max` in one request (100), once the first has waited `wait` seconds (0). */
  readonly batch?: { readonly max?: number | undefined; readonly wait?: number | undefined } | undefined
  /** Seconds that an answer may take; default 15. */
  readonly timeout?: number | undefined
  /** What waits while nobody takes it: for so many seconds (86,400), so many events (1,000,000) and bytes (256 MB). */
  readonly keep?:
    | {
        readonly seconds?: number | undefined
        readonly events?: number | undefined
        readonly bytes?: number | undefined
      }
    | undefined
  /** `true`: `url` may be `http:` on another machine. Whoever is on the way can read the events then. */
  readonly insecure?: boolean | undefined
}

/** A webhook with every default in its place. */
export interface Webhook {
  readonly name: string
  readonly url: string
  /** Keys of the signatures. */
  readonly keys: readonly Uint8Array[]
  /** The types of events that are sent. */
  readonly events: ReadonlySet<ServerEventType>
  /** `null`: all channels. */
  readonly channels: readonly string[] | null
  readonly batch: { readonly max: number; readonly wait: number }
  readonly timeout: number
  readonly keep: { readonly seconds: number; readonly events: number; readonly bytes: number }
}
