import { assert, boolean, constantFrom, property } from 'fast-check'
import { it } from 'vitest'
import { StreamModel } from '../../test/stream-model.ts'
import { anyStreamSteps } from '../../test/stream-steps.ts'
import type { StreamLimits } from './stream-rules.ts'

// The machine on its own: no session, clock, log or promise. The rules are in test/stream-observer.ts and stream-model.ts.

const runs = Number(process.env['STREAM_RUNS'] ?? 2_000)

/** Small, so that a few steps reach them. */
const tight: StreamLimits = {
  rememberedIds: 1_000,
  bufferedMessages: 5,
  bufferedBytes: 40,
  pageSize: 2,
  healedMessages: 6,
  healedBytes: 60,
  emptyPages: 2,
}
const roomy: StreamLimits = {
  ...tight,
  bufferedMessages: 1_000,
  bufferedBytes: 100_000,
  healedMessages: 1_000,
  healedBytes: 100_000,
}

it('hands on each message once, in order, and nothing past a hole without a mark, whatever happens', () => {
  assert(
    property(anyStreamSteps, boolean(), constantFrom('page', 'more', 'nothing yet'), (steps, isRoomy, end) => {
      const model = new StreamModel(isRoomy ? roomy : tight, isRoomy)
      for (const step of steps) model.take(step)
      model.finish(end)
    }),
    { numRuns: runs },
  )
}, 600_000)
