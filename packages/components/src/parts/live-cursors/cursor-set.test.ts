import { describe, expect, it } from 'vitest'
import { gone, moved, nextIdle, noCursors, withoutIdle } from './cursor-set.ts'
import type { Cursor } from './cursor-set.ts'

const cursor = (clientId: string, x = 0.5): Cursor => ({ clientId, info: null, x, y: 0.5 })
const two = moved(moved(noCursors, cursor('ana'), 1_000), cursor('ben'), 2_000)

describe('a set of cursors', () => {
  it('has one cursor for each person, where they pointed last', () => {
    const later = moved(two, cursor('ana', 0.9), 3_000)
    expect([...later.values()].map(({ cursor: { clientId, x } }) => [clientId, x])).toEqual([
      ['ana', 0.9],
      ['ben', 0.5],
    ])
    expect(two.get('ana')?.cursor.x).toBe(0.5)
  })

  it('forgets who points nowhere, and stays the same set when there is nobody to forget', () => {
    expect([...gone(two, 'ana').keys()]).toEqual(['ben'])
    expect(gone(two, 'cy')).toBe(two)
  })

  it('forgets who has been idle, and knows when the next one will have been', () => {
    expect(nextIdle(two, 5_000)).toBe(6_000)
    expect(withoutIdle(two, 5_999, 5_000)).toBe(two)
    const rest = withoutIdle(two, 6_000, 5_000)
    expect([...rest.keys()]).toEqual(['ben'])
    expect(nextIdle(rest, 5_000)).toBe(7_000)
    expect(nextIdle(noCursors, 5_000)).toBeNull()
  })
})
