import { describe, expect, it } from 'vitest'
import { createTestClock } from './test-clock.ts'

describe('advancing', () => {
  it('runs timers when they are due, in their order, each at its own moment', async () => {
    const clock = createTestClock()
    const ran: string[] = []
    const note = (name: string) => (): void => void ran.push(`${name} at ${clock.now()}`)
    clock.setTimeout(note('late'), 30)
    clock.setTimeout(note('first of two'), 20)
    clock.setTimeout(note('second of two'), 20)
    clock.setTimeout(note('early'), 10)
    await clock.advance(20)
    expect(ran).toEqual(['early at 10', 'first of two at 20', 'second of two at 20'])
    expect(clock.pending).toBe(1)
    await clock.advance(10)
    expect(ran.at(-1)).toBe('late at 30')
  })

  it('runs timers that timers set, if they fall due on the way', async () => {
    const clock = createTestClock()
    const moments: number[] = []
    const again = (): void => {
      moments.push(clock.now())
      clock.setTimeout(again, 10)
    }
    clock.setTimeout(again, 10)
    await clock.advance(35)
    expect(moments).toEqual([10, 20, 30])
  })

  it('lets promises go on before the first timer and between timers', async () => {
    const clock = createTestClock()
    const order: string[] = []
    clock.setTimeout(() => {
      order.push('timer one')
      void Promise.resolve()
        .then(() => {})
        .then(() => order.push('its promise'))
    }, 10)
    clock.setTimeout(() => order.push('timer two'), 10)
    void Promise.resolve().then(() => order.push('promise'))
    await clock.advance(10)
    expect(order).toEqual(['promise', 'timer one', 'its promise', 'timer two'])
  })

  it('does not run what was cleared, also by an earlier timer', async () => {
    const clock = createTestClock()
    let ran = false
    const timer = clock.setTimeout(() => (ran = true), 20)
    clock.setTimeout(() => clock.clearTimeout(timer), 10)
    await clock.advance(30)
    expect(ran).toBe(false)
    expect(clock.pending).toBe(0)
  })

  it('reports a loop of timers instead of hanging in it', async () => {
    const clock = createTestClock()
    const again = (): void => void clock.setTimeout(again, 0)
    again()
    await expect(clock.advance(1)).rejects.toThrow('endless loop')
  })

  it('passes on what a timer throws', async () => {
    const clock = createTestClock()
    clock.setTimeout(() => {
      throw new Error('broken')
    }, 1)
    await expect(clock.advance(1)).rejects.toThrow('broken')
  })
})

it('moves the date with time, and by itself only when it is set', async () => {
  const clock = createTestClock(1_000)
  await clock.advance(500)
  expect([clock.now(), clock.date()]).toEqual([500, 1_500])
  clock.setDate(99)
  expect([clock.now(), clock.date()]).toEqual([500, 99])
  await clock.advance(1)
  expect([clock.now(), clock.date()]).toEqual([501, 100])
})

it('runs what fell due in a sleep afterwards, late', async () => {
  const clock = createTestClock()
  const moments: number[] = []
  clock.setTimeout(() => moments.push(clock.now()), 10)
  clock.sleep(1_000)
  expect(moments).toEqual([])
  await clock.advance(0)
  expect(moments).toEqual([1_000])
})
