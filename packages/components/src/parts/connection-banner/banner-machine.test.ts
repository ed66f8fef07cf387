import { describe, expect, it } from 'vitest'
import { nextBanner, quiet } from './banner-machine.ts'
import type { Banner, Seen } from './banner-machine.ts'

function after(...events: readonly Partial<Seen>[]): Banner {
  return events.reduce(
    (banner, event) => nextBanner(banner, { connection: 'up', queuedCount: 0, failedCount: 0, ...event }),
    quiet,
  )
}

describe('the banner', () => {
  it('says nothing about a first connection and about a blip', () => {
    expect(after({ connection: 'away' }, {}, { connection: 'away' }, {})).toBe(quiet)
  })

  it('says that the connection is lost, and that it is back', () => {
    expect(after({ connection: 'lost' })).toMatchObject({ state: 'lost' })
    expect(after({ connection: 'lost' }, {})).toEqual({ state: 'back', sent: 0 })
    expect(after({ connection: 'failed' }, {})).toEqual({ state: 'back', sent: 0 })
  })

  it('says that there is no connection where there never was one, and falls silent when there is', () => {
    expect(after({ connection: 'unreachable' })).toMatchObject({ state: 'unreachable' })
    expect(after({ connection: 'unreachable' }, {})).toBe(quiet)
    expect(after({ connection: 'unreachable', queuedCount: 2 }, {})).toEqual({ state: 'back', sent: 2 })
  })

  it('waits for what was written meanwhile, and tells how much of it was sent', () => {
    const lost = { connection: 'lost', queuedCount: 3 } as const
    expect(after(lost, { queuedCount: 3 })).toMatchObject({ state: 'sending', waiting: 3 })
    expect(after(lost, { queuedCount: 3 }, { queuedCount: 1 })).toMatchObject({ state: 'sending', waiting: 3 })
    expect(after(lost, { queuedCount: 3 }, { queuedCount: 1 }, {})).toEqual({ state: 'back', sent: 3 })
  })

  it('tells it also when everything has gone out before it could look', () => {
    expect(after({ connection: 'lost', queuedCount: 2 }, {})).toEqual({ state: 'back', sent: 2 })
  })

  it('does not count messages that failed as sent, whenever they failed', () => {
    const lost = { connection: 'lost', queuedCount: 3, failedCount: 1 } as const
    expect(after(lost, { ...lost, queuedCount: 2, failedCount: 2 }, { queuedCount: 0, failedCount: 2 })).toEqual({
      state: 'back',
      sent: 2,
    })
    expect(after(lost, { queuedCount: 3, failedCount: 1 }, { queuedCount: 0, failedCount: 3 })).toEqual({
      state: 'back',
      sent: 1,
    })
  })

  it('is not held up by what is written once the connection is back', () => {
    expect(after({ connection: 'lost' }, { queuedCount: 1 })).toEqual({ state: 'back', sent: 0 })
  })

  it('falls silent when nobody wants a connection any more', () => {
    expect(after({ connection: 'lost', queuedCount: 2 }, { connection: 'ended' })).toBe(quiet)
  })

  it('gives the same object when it sees the same again', () => {
    const seen: readonly Seen[] = (['up', 'away', 'lost', 'unreachable', 'failed', 'ended'] as const).flatMap(
      (connection) => [0, 2].map((queuedCount) => ({ connection, queuedCount, failedCount: 1 })),
    )
    const reached = seen.flatMap((first) => seen.map((second) => [after(first, second), second] as const))
    for (const [banner, event] of reached) expect(nextBanner(banner, event)).toBe(banner)
  })
})
