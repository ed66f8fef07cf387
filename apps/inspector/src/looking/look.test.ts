import type { ServerFigures } from '@herenow/server/api'
import { describe, expect, it } from 'vitest'
import { firstLook, nextLook } from './look.ts'
import { noteTroubles } from './noted-trouble.ts'
import { addSample, lookBack } from './sample.ts'

function figuresAt(time: number, more: Partial<ServerFigures> = {}): ServerFigures {
  const counts = { connections: 1, clients: 1, channels: 1, subscriptions: 1, uptime: time }
  const rates = { publishesPerSecond: 2, deliveriesPerSecond: 3, queueBytes: 0 }
  const delays = { loop: { mean: 1, max: 4 }, delivery: { mean: 1, max: 5 } }
  return { time, ...counts, ...rates, delays, troubles: [], ...more }
}

const had = <T>(value: T) => ({ status: 'fulfilled', value }) as const
const failed = (reason: unknown) => ({ status: 'rejected', reason }) as const
const unasked = { figures: null, connections: null, channels: null }

describe('a look', () => {
  it('keeps what it knew while the server can not be asked, and says why', () => {
    const first = nextLook(firstLook, { ...unasked, figures: had(figuresAt(1_000)) })
    const second = nextLook(first, { ...unasked, figures: failed('gone') })
    expect(second.figures).toEqual({ value: figuresAt(1_000), error: 'gone' })
    expect(second.samples).toBe(first.samples)
    expect(nextLook(second, { ...unasked, figures: had(figuresAt(2_000)) }).figures.error).toBeNull()
  })
})

describe('samples', () => {
  it('go back three minutes', () => {
    let samples = addSample([], figuresAt(0))
    for (let time = 1_000; time <= lookBack + 5_000; time += 1_000) samples = addSample(samples, figuresAt(time))
    expect(samples[0]?.time).toBe(5_000)
    expect(samples.at(-1)).toEqual({
      time: lookBack + 5_000,
      connections: 1,
      publishes: 2,
      deliveries: 3,
      loopDelay: 4,
      deliveryDelay: 5,
    })
  })

  it('begin anew where the clock of the server was set back', () => {
    expect(addSample(addSample([], figuresAt(9_000)), figuresAt(1_000))).toHaveLength(1)
  })
})

describe('troubles', () => {
  const slow = { kind: 'limit', name: 'slowReading', count: 3 } as const
  const hook = { kind: 'hook', name: 'onPublish', count: 1 } as const

  it('that were there when the page was opened are older than it', () => {
    expect(noteTroubles(null, [slow], 1_000)).toEqual([{ ...slow, here: 0, lastAt: null }])
  })

  it('are told apart by when they happened last, newest first', () => {
    const first = noteTroubles(null, [slow], 1_000)
    const second = noteTroubles(first, [slow, hook], 2_000)
    expect(second).toEqual([
      { ...hook, here: 1, lastAt: 2_000 },
      { ...slow, here: 0, lastAt: null },
    ])
    expect(noteTroubles(second, [{ ...slow, count: 5 }, hook], 3_000)).toEqual([
      { ...slow, count: 5, here: 2, lastAt: 3_000 },
      { ...hook, here: 1, lastAt: 2_000 },
    ])
  })

  it('do not count down', () => {
    const first = noteTroubles(null, [{ kind: 'dead-letter', name: 'shop', count: 9 }], 1_000)
    expect(noteTroubles(first, [{ kind: 'dead-letter', name: 'shop', count: 2 }], 2_000)).toMatchObject([
      { count: 2, here: 0, lastAt: null },
    ])
  })
})
