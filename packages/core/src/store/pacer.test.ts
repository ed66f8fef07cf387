import { createTestClock } from '@herenow/testing'
import { describe, expect, it } from 'vitest'
import { createPacer } from './pacer.ts'

describe('Pacer', () => {
  it('notifies at once after quiet, and what follows within 16 ms together', async () => {
    const clock = createTestClock()
    const pacer = createPacer(clock, () => {})
    const notified: string[] = []
    const a = (): void => void notified.push(`a@${clock.now()}`)
    const b = (): void => void notified.push(`b@${clock.now()}`)
    pacer.mark(a)
    for (let frame = 0; frame < 50; frame += 1) pacer.batch(() => (pacer.mark(a), pacer.mark(b)))
    expect(notified).toEqual(['a@0'])
    await clock.advance(100)
    expect(notified).toEqual(['a@0', 'a@16', 'b@16'])
    pacer.mark(b)
    expect(notified.at(-1)).toBe('b@100')
  })

  it('waits for the end of a batch, also a nested one', () => {
    const pacer = createPacer(createTestClock(), () => {})
    let notified = 0
    const publish = (): void => void (notified += 1)
    pacer.batch(() => {
      pacer.batch(() => pacer.mark(publish))
      expect(notified).toBe(0)
    })
    expect(notified).toBe(1)
  })

  it('notifies later what is marked while it notifies', async () => {
    const clock = createTestClock()
    const pacer = createPacer(clock, () => {})
    let notified = 0
    const publish = (): void => {
      notified += 1
      if (notified === 1) pacer.mark(publish)
    }
    pacer.mark(publish)
    expect(notified).toBe(1)
    await clock.advance(16)
    expect(notified).toBe(2)
    await clock.advance(1_000)
    expect([notified, clock.pending]).toEqual([2, 0])
  })

  it('leaves no timer when it is closed, and notifies of everything before', () => {
    const clock = createTestClock()
    const pacer = createPacer(clock, () => {})
    let notified = 0
    const publish = (): void => void (notified += 1)
    pacer.mark(publish)
    pacer.mark(publish)
    pacer.close()
    expect([notified, clock.pending]).toEqual([2, 0])
  })
})
