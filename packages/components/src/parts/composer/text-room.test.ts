import { describe, expect, it } from 'vitest'
import { countLetters, roomLeft } from './text-room.ts'

const family = '👩‍👩‍👧‍👦'

describe('countLetters', () => {
  it('counts what people see as one letter as one', () => {
    expect(countLetters('')).toBe(0)
    expect(countLetters('hello')).toBe(5)
    expect(countLetters(family)).toBe(1)
    expect(countLetters('🏳️‍🌈👍🏽é')).toBe(3)
    expect(countLetters('नमस्ते')).toBeLessThan('नमस्ते'.length)
  })
})

describe('roomLeft', () => {
  it('says nothing while there is plenty of room', () => {
    expect(roomLeft('', 4_000)).toBeNull()
    expect(roomLeft('a'.repeat(3_899), 4_000)).toBeNull()
    expect(roomLeft('a'.repeat(3_900), 4_000)).toBe(100)
    expect(roomLeft('a'.repeat(79), 100)).toBeNull()
    expect(roomLeft('a'.repeat(80), 100)).toBe(20)
  })

  it('always says it where there never is', () => {
    expect(roomLeft('', 10)).toBe(10)
  })

  it('goes below zero, by letters and not by units', () => {
    expect(roomLeft('a'.repeat(12), 10)).toBe(-2)
    expect(roomLeft(family.repeat(10), 10)).toBe(0)
    expect(roomLeft(family.repeat(50), 100)).toBeNull()
  })
})
