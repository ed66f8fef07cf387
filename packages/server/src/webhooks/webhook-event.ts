/** What webhooks need to know of an event. It is sent as it is. */
export interface WebhookEvent {
  /** Unique; the same event has the same id each time it is sent. */
  readonly id: string
  readonly type: string
  /** Milliseconds since 1970. */
  readonly timestamp: number
  /** The channel that it happened in, if there is one. */
  readonly channel?: string | undefined
}
