import { describe, expect, it } from 'vitest'
import { ManualClock } from '../testing/manual-clock.ts'
import { TokenExpiry } from './token-expiry.ts'

const day = 86_400_000

function bench(): { clock: ManualClock; expiry: TokenExpiry; ends: number[] } {
  const clock = new ManualClock()
  const ends: number[] = []
  return { clock, ends, expiry: new TokenExpiry(clock, () => void ends.push(clock.now())) }
}

describe('the end of a token', () => {
  it('is told when it comes', () => {
    const { clock, expiry, ends } = bench()
    expect(expiry.set(clock.date() + 1_000)).toBe(1_000)
    clock.advance(999)
    expect(ends).toEqual([])
    clock.advance(1)
    expect(ends).toEqual([1_000])
  })

  it('is put off by a newer token and forgotten by one without an end', () => {
    const { clock, expiry, ends } = bench()
    expiry.set(clock.date() + 1_000)
    expiry.set(clock.date() + 2_000)
    clock.advance(1_999)
    expect(ends).toEqual([])
    expect(expiry.set(null)).toBeNull()
    clock.advance(10_000)
    expect(ends).toEqual([])
    expect(clock.pending).toBe(0)
  })

  it('waits sixty days in steps that timers can take', () => {
    const { clock, expiry, ends } = bench()
    expiry.set(clock.date() + 60 * day)
    clock.advance(60 * day - 1)
    expect(ends).toEqual([])
    clock.advance(1)
    expect(ends).toEqual([60 * day])
  })

  it('does not move when the wall clock is set', () => {
    const { clock, expiry, ends } = bench()
    expiry.set(clock.date() + 1_000)
    clock.setBack(day)
    clock.advance(1_000)
    expect(ends).toEqual([1_000])
  })

  it('comes at once for a token that has ended', () => {
    const { clock, expiry, ends } = bench()
    expect(expiry.set(clock.date() - 5_000)).toBe(0)
    clock.advance(0)
    expect(ends).toEqual([0])
  })
})
