import type { Clock } from '@herenow/adapter'
import { RealtimeError } from '@herenow/adapter'
import type { ErrorBody } from '@herenow/protocol'
import { fitsBytes, limits } from '@herenow/protocol'
import type { Failures } from '../env/failures.ts'
import { assertKnownNames } from '../known-names.ts'
import { errorBody, refusal } from '../refusal.ts'
import type { HookMeter } from './hook-meter.ts'
import { inTime } from './in-time.ts'
import type { OnPublish, OnPublishPolicy, PublishAttempt, WholePublishPolicy } from './on-publish.ts'

/** What was decided about a message. */
export type Judgement =
  | { readonly kind: 'pass' }
  /** What stays is `undefined`. */
  | { readonly kind: 'change'; readonly data: unknown; readonly name: string | undefined }
  | { readonly kind: 'refuse'; readonly error: ErrorBody }
  | { readonly kind: 'hold' }

const pass: Judgement = { kind: 'pass' }
const longestText = 500
const undecided = errorBody(
  refusal('server_error', 'The message could not be looked at just now.', { retryable: true, retryAfter: 1_000 }),
)

interface PublishHookNeeds {
  readonly policy: WholePublishPolicy
  readonly clock: Clock
  readonly failures: Failures
  readonly hookMeter: HookMeter
}

/** Asks the app about messages. Never rejects. */
export class PublishHook {
  readonly #needs: PublishHookNeeds

  constructor(needs: PublishHookNeeds) {
    this.#needs = needs
  }

  async judge(attempt: PublishAttempt): Promise<Judgement> {
    const { policy, failures } = this.#needs
    try {
      return await this.#verdict(attempt)
    } catch (error) {
      if (RealtimeError.isInstance(error)) return { kind: 'refuse', error: errorBody(error) }
      const { clientId, connectionId } = attempt.client
      failures.report('`onPublish` gave no verdict', error, { connectionId, clientId })
      return policy.onFailure === 'pass' ? pass : { kind: 'refuse', error: undecided }
    }
  }

  #verdict(attempt: PublishAttempt): Promise<Judgement> {
    const { policy, clock, hookMeter } = this.#needs
    const decide = async (): Promise<Judgement> =>
      readVerdict(await inTime(clock, policy.within * 1_000, async () => policy.decide(attempt)))
    return hookMeter.measure('onPublish', decide, {
      result: ({ kind }) => (kind === 'refuse' || kind === 'hold' ? 'refused' : 'allowed'),
      error: (error) => (RealtimeError.isInstance(error) ? 'refused' : 'failed'),
    })
  }
}

/** Reads the option. Throws `invalid_argument` for what can't be. */
export function publishPolicy(option: OnPublish | OnPublishPolicy | undefined): WholePublishPolicy | null {
  if (option === undefined) return null
  if (typeof option === 'function') return { decide: option, within: 5, onFailure: 'refuse' }
  assertKnownNames('setting of `onPublish`', option, ['decide', 'within', 'onFailure'])
  const { decide, within = 5, onFailure = 'refuse' } = option
  if (typeof decide !== 'function') throw refusal('invalid_argument', '`onPublish.decide` must be a function.')
  if (typeof within !== 'number' || !(within > 0 && within <= 60)) {
    throw refusal('invalid_argument', '`onPublish.within` must be a number of seconds, at most 60.')
  }
  if (onFailure !== 'refuse' && onFailure !== 'pass') {
    throw refusal('invalid_argument', '`onPublish.onFailure` must be "refuse" or "pass".')
  }
  return { decide, within, onFailure }
}

function readVerdict(verdict: unknown): Judgement {
  if (verdict === undefined || verdict === true) return pass
  if (typeof verdict !== 'object' || verdict === null) throw nonsense()
  const { refuse, hold, data, name } = verdict as Readonly<Record<string, unknown>>
  if (typeof refuse === 'string') {
    return { kind: 'refuse', error: errorBody(refusal('rejected', refuse.slice(0, longestText))) }
  }
  if (refuse !== undefined) throw nonsense()
  if (hold === true) return { kind: 'hold' }
  if ((data === undefined && name === undefined) || hold !== undefined) throw nonsense()
  if (name !== undefined && !isName(name)) throw nonsense()
  // What can't be JSON throws here, or has no text.
  if (data !== undefined && JSON.stringify(data) === undefined) throw nonsense()
  return { kind: 'change', data, name }
}

function isName(name: unknown): name is string {
  return typeof name === 'string' && name !== '' && fitsBytes(name, limits.nameBytes)
}

function nonsense(): Error {
  return new TypeError('`onPublish` must return nothing, true, { data, name }, { refuse: "why" } or { hold: true }.')
}
