import type { PublishOutcome } from '@herenow/adapter'
import { RealtimeError } from '@herenow/adapter'
import type { Arbitrary } from 'fast-check'
import { array, constant, constantFrom, integer, nat, oneof, record } from 'fast-check'

/** How the service answers one message of a batch. `with all`: each message of the batch with the same error. */
type Answer = 'stored' | 'with all' | Refusal

type Refusal = 'for good' | 'for now' | 'for a second' | 'for a minute' | 'behind another' | 'by silence'

/** What an app may do, also while it is told of something. */
export type AppStep =
  | { readonly type: 'publish'; readonly ids: readonly number[]; readonly bytes: number }
  | { readonly type: 'time out' | 'discard' | 'retry'; readonly which: number }
  | { readonly type: 'fail all'; readonly meanwhile: null }

/** `meanwhile`: what a listener does while the first decision is carried out. */
export type OutboxStep =
  | AppStep
  | { readonly type: 'connect' | 'drop' | 'pause over' }
  | { readonly type: 'fail all'; readonly meanwhile: AppStep | null }
  | AnswerStep

interface AnswerStep {
  readonly type: 'answer'
  readonly which: number
  readonly answers: readonly Answer[]
  readonly meanwhile: AppStep | null
}

const now = { message: 'Not now.', retryable: true } as const
const unknown = { message: 'Gone.', retryable: true, outcome: 'unknown' } as const

export const refusals: Readonly<Record<Refusal, RealtimeError>> = {
  'for good': new RealtimeError({ code: 'forbidden', message: 'No.' }),
  'for now': new RealtimeError({ code: 'rate_limited', ...now }),
  'for a second': new RealtimeError({ code: 'rate_limited', ...now, retryAfter: 1_000 }),
  'for a minute': new RealtimeError({ code: 'server_error', ...now, retryAfter: 60_000 }),
  'behind another': new RealtimeError({ code: 'out_of_order', ...now }),
  'by silence': new RealtimeError({ code: 'connection_closed', ...unknown }),
}
const ofAll = new RealtimeError({ code: 'protocol_error', message: 'Malformed.' })
const stored: PublishOutcome = { position: null, timestamp: 1, duplicate: false }

/** The answers to a batch of so many messages; what no answer is given for is stored. */
export function outcomesOf(answers: readonly Answer[], count: number): readonly PublishOutcome[] {
  if (answers[0] === 'with all') return Array.from({ length: count }, () => ({ error: ofAll }))
  return Array.from({ length: count }, (_, index) => {
    const answer = answers[index] ?? 'stored'
    if (answer === 'stored') return stored
    return { error: answer === 'with all' ? ofAll : refusals[answer] }
  })
}

const anyWhich = nat(11)
const anyAnswer = constantFrom<Answer>(
  'stored',
  'with all',
  'for good',
  'for now',
  'for a second',
  'for a minute',
  'behind another',
  'by silence',
)
const anyPublish: Arbitrary<AppStep> = record({
  type: constant('publish' as const),
  ids: array(nat(15), { minLength: 1, maxLength: 6 }),
  bytes: integer({ min: 0, max: 9 }),
})
const anyTouch: Arbitrary<AppStep> = record({
  type: constantFrom('time out' as const, 'discard' as const, 'retry' as const),
  which: anyWhich,
})
const anyAppStep = oneof(anyPublish, anyTouch, constant<AppStep>({ type: 'fail all', meanwhile: null }))
const anyMeanwhile = oneof(constant(null), anyAppStep)

export const anyOutboxStep: Arbitrary<OutboxStep> = oneof(
  { weight: 4, arbitrary: anyPublish },
  { weight: 2, arbitrary: anyTouch },
  {
    weight: 6,
    arbitrary: record({
      type: constant('answer' as const),
      which: anyWhich,
      answers: array(anyAnswer, { maxLength: 3 }),
      meanwhile: anyMeanwhile,
    }),
  },
  {
    weight: 5,
    arbitrary: constantFrom<OutboxStep>(
      { type: 'connect' },
      { type: 'connect' },
      { type: 'drop' },
      { type: 'pause over' },
      { type: 'pause over' },
    ),
  },
  { weight: 1, arbitrary: record({ type: constant('fail all' as const), meanwhile: anyMeanwhile }) },
)
