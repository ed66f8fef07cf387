import type { Arbitrary } from 'fast-check'
import { array, boolean, constant, constantFrom, integer, nat, oneof, option, record } from 'fast-check'

/** What a listener does when the decision with this number is carried out. */
export interface Meanwhile {
  readonly at: number
  readonly does: 'detach' | 'forget all'
}

/** How the service answers the question for a page. `more`: it never says that there is no more. */
export type Answer = 'page' | 'more' | 'nothing yet' | 'not now' | 'not before 2 s' | 'never' | 'to an older question'

export type StreamStep = (
  | { readonly type: 'publish'; readonly count: number; readonly bytes: number; readonly isLost: boolean }
  | { readonly type: 'attach'; readonly recovers: boolean; readonly since: Since; readonly knows: boolean }
  | { readonly type: 'forget' | 'restart'; readonly keep: number }
  | { readonly type: 'answer'; readonly answer: Answer }
  | {
      readonly type:
        | 'repeat'
        | 'unstored'
        | 'gap'
        | 'drop'
        | 'detach'
        | 'pause over'
        | 'forget all'
        | 'cover'
        | 'history ends'
    }
) & { readonly meanwhile?: Meanwhile | null }

/** Where the first attach asks to begin. */
export type Since = 'nowhere' | 'a time' | 'the oldest'

const meanwhile = option(record({ at: nat(4), does: constantFrom('detach' as const, 'forget all' as const) }), {
  freq: 6,
})

const anyPublish: Arbitrary<StreamStep> = record({
  type: constant('publish' as const),
  count: integer({ min: 1, max: 6 }),
  bytes: integer({ min: 2, max: 12 }),
  isLost: boolean(),
  meanwhile,
})
const anyAttach: Arbitrary<StreamStep> = record({
  type: constant('attach' as const),
  recovers: boolean(),
  since: constantFrom<Since>('nowhere', 'nowhere', 'a time', 'the oldest'),
  knows: boolean(),
  meanwhile,
})
const anyAnswer: Arbitrary<StreamStep> = record({
  type: constant('answer' as const),
  answer: oneof(
    { weight: 4, arbitrary: constant<Answer>('page') },
    {
      weight: 5,
      arbitrary: constantFrom<Answer>(
        'more',
        'nothing yet',
        'not now',
        'not before 2 s',
        'never',
        'to an older question',
      ),
    },
  ),
  meanwhile,
})
const anySimple: Arbitrary<StreamStep> = record({
  type: constantFrom(
    'repeat' as const,
    'unstored' as const,
    'gap' as const,
    'drop' as const,
    'detach' as const,
    'pause over' as const,
    'forget all' as const,
    'cover' as const,
    'history ends' as const,
  ),
  meanwhile,
})
const anyLoss: Arbitrary<StreamStep> = record({
  type: constantFrom('forget' as const, 'restart' as const),
  keep: nat(6),
})

export const anyStreamSteps: Arbitrary<readonly StreamStep[]> = array(
  oneof(
    { weight: 6, arbitrary: anyPublish },
    { weight: 4, arbitrary: anyAttach },
    { weight: 6, arbitrary: anyAnswer },
    { weight: 6, arbitrary: anySimple },
    { weight: 1, arbitrary: anyLoss },
  ),
  { maxLength: 60 },
)
