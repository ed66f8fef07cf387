/** How one webhook is doing. */
export interface WebhookInfo {
  readonly name: string
  /** The address without what is behind `?`, which may be secret. */
  readonly url: string
  /**
   * `idle`: nothing waits. `gathering`: events wait for others to go with them. `sending`: a request is on its way.
   * `pausing`: one has failed, and is made again at `nextAttempt`. `stopped`: the receiver answered 410. `ended`: the server
   * stops.
   */
  readonly status: 'idle' | 'gathering' | 'sending' | 'pausing' | 'stopped' | 'ended'
  /** Events that wait. */
  readonly waiting: number
  readonly waitingBytes: number
  /** Events that were given up and can be sent again. */
  readonly dead: number
  /** Events that were delivered since the start. */
  readonly delivered: number
  /** Events that are lost: too many were given up, or the outbox took nothing for too long. */
  readonly lost: number
  /** Requests that failed in a row. */
  readonly failures: number
  /** Why the last one failed; `null`: none did since the last that was delivered. */
  readonly lastFailure: string | null
  /** Milliseconds since 1970; `null`: none is planned. */
  readonly nextAttempt: number | null
}
