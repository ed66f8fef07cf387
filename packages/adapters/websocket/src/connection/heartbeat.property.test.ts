import { assert, integer, property } from 'fast-check'
import { expect, it } from 'vitest'
import { answerTime, judge } from './heartbeat.ts'

const time = integer({ min: 0, max: 1_000_000 })

it('is never dead without having been asked and given time to answer', () => {
  assert(
    property(time, time, time, (heardAt, wait, silence) => {
      expect(judge({ heardAt, probedAt: null }, heardAt + wait, silence).type).not.toBe('dead')
      const verdict = judge({ heardAt, probedAt: heardAt }, heardAt + wait, silence)
      expect(verdict.type).toBe(wait >= answerTime ? 'dead' : 'alive')
    }),
  )
})

it('asks exactly when the silence has lasted, and looks again just then', () => {
  assert(
    property(time, time, time, (heardAt, wait, silence) => {
      const verdict = judge({ heardAt, probedAt: null }, heardAt + wait, silence)
      if (verdict.type === 'alive') expect(wait + verdict.lookAgainIn).toBe(silence)
      else expect(wait).toBeGreaterThanOrEqual(silence)
    }),
  )
})
