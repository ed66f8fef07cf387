import { array, assert, constantFrom, property } from 'fast-check'
import { it } from 'vitest'
import { OutboxModel } from '../../test/outbox-model.ts'
import { anyOutboxStep } from '../../test/outbox-steps.ts'

// The machine on its own: no client, clock, log or promise. The rules are in test/outbox-rules.ts and outbox-model.ts.

const runs = Number(process.env['OUTBOX_RUNS'] ?? 2_000)
const anySteps = array(anyOutboxStep, { maxLength: 60 })

it('settles each message once, in order and within bounds, whatever happens in whatever order', () => {
  assert(
    property(anySteps, constantFrom('drain', 'failAll'), (steps, end) => {
      const model = new OutboxModel()
      for (const step of steps) model.take(step)
      model[end]()
    }),
    { numRuns: runs },
  )
}, 600_000)
