import { after } from './deadline.ts'
import type { Env } from './env.ts'
import { RealtimeError } from './error.ts'
import { retryPause, retryStep } from './retry-pause.ts'

/** Attempts, as requests may fail while the connection lives. */
const attempts = 3

/** Makes a request up to three times, with growing pauses. Rejects with what can't be retried, or with the last refusal. */
export async function withRetries<T>(
  { clock, random }: Pick<Env, 'clock' | 'random'>,
  ask: () => Promise<T>,
): Promise<T> {
  for (let refusals = 0; ; refusals += 1) {
    try {
      return await ask()
    } catch (thrown) {
      const mayPass = RealtimeError.isInstance(thrown) && thrown.retryable
      if (!mayPass || refusals + 1 >= attempts) throw thrown
      await new Promise<void>((resolve) => after(clock, retryPause(retryStep(refusals), random), resolve))
    }
  }
}
