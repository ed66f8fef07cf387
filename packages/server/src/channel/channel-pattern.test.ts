import { describe, expect, it } from 'vitest'
import { byParticularity, isChannelPattern, matchesPattern } from './channel-pattern.ts'

describe('a channel pattern', () => {
  it.each(['*', 'room:*', 'room.*', 'a:b:*', 'room:a', '__proto__'])('may be %s', (pattern) => {
    expect(isChannelPattern(pattern)).toBe(true)
  })

  it.each(['', 'ro*', '*:a', 'a:*:b', 'a::*', ':*', 'a:**', 'a *', '**', 'group:a', 'x'.repeat(201)])(
    'may not be "%s"',
    (pattern) => {
      expect(isChannelPattern(pattern)).toBe(false)
    },
  )

  it.each([
    ['*', 'anything:at:all', true],
    ['room:*', 'room:a', true],
    ['room:*', 'room:a:b', true],
    ['room:*', 'room.a', false],
    ['room:*', 'room', false],
    ['room:*', 'rooms:a', false],
    ['room:a', 'room:a', true],
    ['room:a', 'room:ab', false],
    ['room:a', 'room:a:b', false],
  ])('%s against %s is %s', (pattern, channel, matches) => {
    expect(matchesPattern(pattern, channel)).toBe(matches)
  })

  it('is ordered from the general to the particular', () => {
    const patterns = ['room:a', 'room:*', '*', 'room:a:*', 'a']
    expect(patterns.sort(byParticularity)).toEqual(['*', 'room:*', 'room:a:*', 'a', 'room:a'])
  })
})
