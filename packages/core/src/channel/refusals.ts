import type { ErrorCode, RealtimeError, Timer } from '@herenow/adapter'
import { retryPause, retryStep } from '@herenow/adapter'
import type { ClientServices } from '../client/client-services.ts'

/** Remembers why the service refused a channel, reports it once, and plans when to ask again by itself. */
export interface Refusals {
  /** The last refusal; `null` when there is none. */
  readonly reason: RealtimeError | null
  /** The service refused the channel. `asksAgain`: somebody who leases it still wants it. */
  add(reason: RealtimeError, asksAgain: boolean): void
  /** Forgets everything: the channel is attached, or somebody asks anew. */
  clear(): void
  /** Plans nothing more, for now. */
  cancel(): void
}

/** `askAgain`: the time that the service asked for is over. */
export function createRefusals(
  client: Pick<ClientServices, 'clock' | 'random' | 'report' | 'lacksRight'>,
  channel: string,
  askAgain: () => void,
): Refusals {
  const { clock, random } = client
  let reason: RealtimeError | null = null
  /** A repeated refusal of a request that we made by ourselves is no news. */
  let reported: ErrorCode | null = null
  let attempt = 0
  let timer: Timer = null

  function cancel(): void {
    clock.clearTimeout(timer)
    timer = null
  }

  return {
    get reason() {
      return reason
    },
    add(next, asksAgain) {
      cancel()
      reason = next
      const isNews = reported !== next.code
      reported = next.code
      const { retryable, retryAfter } = next
      if (asksAgain && (retryable || retryAfter !== undefined)) {
        timer = clock.setTimeout(askAgain, retryPause(retryStep(attempt), random, retryAfter))
      }
      attempt += 1
      if (isNews) client.report(next)
      if (isNews && next.code === 'forbidden') client.lacksRight(channel)
    },
    clear() {
      cancel()
      reason = null
      reported = null
      attempt = 0
    },
    cancel,
  }
}
