import { describe, expect, it } from 'vitest'
import { createSharedAddress } from './shared-address.ts'

const tooLong = expect.objectContaining({ code: 'invalid_argument', message: expect.stringContaining('one address') })

describe('a shared address', () => {
  it('takes channels until their names fill it, and others once these are gone', () => {
    const address = createSharedAddress(null)
    let count = 0
    expect(() => {
      for (; count < 2_000; count += 1) address.add(`document:team-${count}`, false)
    }).toThrow(tooLong)
    expect(count).toBeGreaterThan(900)
    address.remove('document:team-0')
    address.add('document:team-x', false)
    address.clear()
    for (let index = 0; index < count; index += 1) address.add(`document:team-${index}`, false)
  })

  it('counts presence channels, and who we are in each', () => {
    const info = { name: 'Ana Example', avatar: 'https://example.com/users/0123456789abcdef/picture.png?size=64' }
    const filled = (address: ReturnType<typeof createSharedAddress>, isWatched: boolean): number => {
      for (let count = 0; ; count += 1) {
        try {
          address.add(`room:${count}`, isWatched)
        } catch {
          return count
        }
      }
    }
    const plain = filled(createSharedAddress(null), false)
    expect(filled(createSharedAddress(null), true)).toBeLessThan(plain / 2)
    expect(filled(createSharedAddress(info), false)).toBeLessThan(plain / 8)
  })

  it('takes states until they fill it, and a shorter one at any time', () => {
    const address = createSharedAddress(null)
    const state = { text: 'x'.repeat(3_900) }
    for (let index = 0; index < 10; index += 1) address.add(`c${index}`, false)
    for (let index = 0; index < 6; index += 1) address.setState(`c${index}`, state)
    expect(() => address.setState('c6', state)).toThrow(tooLong)
    address.setState('c0', null)
    address.setState('c6', state)
  })

  it('has no room to make for a state in a channel that it does not have', () => {
    const address = createSharedAddress(null)
    address.setState('room', { text: 'x'.repeat(40_000) })
    address.add('room', false)
  })
})
