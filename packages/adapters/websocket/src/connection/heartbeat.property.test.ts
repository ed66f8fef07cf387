import { assert, integer, property } from 'fast-check'
import { expect, it } from 'vitest'
import { answerTime, judge } from './heartbeat.ts'

const time = integer({ min: 0, max: 1_000_000 })

it('never declares a connection dead before a probe had its time to be answered', () => {
  assert(
    property(time, time, time, (heardAt, wait, silence) => {
      expect(judge({ heardAt, probedAt: null }, heardAt + wait, silence).type).not.toBe('dead')
      const verdict = judge({ heardAt, probedAt: heardAt }, heardAt + wait, silence)
      expect(verdict.type).toBe(wait >= answerTime ? 'dead' : 'alive')
    }),
  )
})

it('probes once the allowed silence is over, and looks again exactly then', () => {
  assert(
    property(time, time, time, (heardAt, wait, silence) => {
      const verdict = judge({ heardAt, probedAt: null }, heardAt + wait, silence)
      if (verdict.type === 'alive') expect(wait + verdict.lookAgainIn).toBe(silence)
      else expect(wait).toBeGreaterThanOrEqual(silence)
    }),
  )
})
