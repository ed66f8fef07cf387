import { retryStep } from '@herenow/adapter'

/** A wait before messages leave again. Milliseconds. */
export interface Pause {
  /** How long it lasts at most where the service asked for nothing. It grows with each refusal in a row. */
  readonly step: number
  /** The longest pause that the service asked for. */
  readonly retryAfter: number | undefined
}

/** How a channel's messages wait after the service has said "not now". It has no timer: whoever has one says `over`. */
export interface RefusalPause {
  /** Nothing leaves: all in flight must be answered first, and the pause be over. */
  readonly isWaiting: boolean
  /** The service refused a message for now. */
  refused(retryAfter: number | undefined): void
  /** Nothing is in flight. Returns the pause that begins; `null`: none is due, or it has begun already. */
  begin(): Pause | null
  over(): void
  /** The service took a message: the next pause is a short one again. */
  granted(): void
}

export function createRefusalPause(): RefusalPause {
  let isWaiting = false
  let hasBegun = false
  let refusals = 0
  let asked: number | undefined

  return {
    get isWaiting() {
      return isWaiting
    },
    refused(retryAfter) {
      isWaiting = true
      if (retryAfter !== undefined) asked = asked === undefined ? retryAfter : Math.max(asked, retryAfter)
    },
    begin() {
      // A late answer to a message that was given up must not cut short what the service asked for.
      if (!isWaiting || hasBegun) return null
      hasBegun = true
      const pause = { step: retryStep(refusals), retryAfter: asked }
      refusals += 1
      return pause
    },
    over() {
      isWaiting = false
      hasBegun = false
      asked = undefined
    },
    granted() {
      refusals = 0
    },
  }
}
