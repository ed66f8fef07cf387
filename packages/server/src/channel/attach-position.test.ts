import { describe, expect, it } from 'vitest'
import type { ChannelPosition } from '../engine/engine.ts'
import { attachResult, startOf } from './attach-position.ts'

const position: ChannelPosition = { epoch: 'e', top: 10, floor: 4, reachesBackTo: 1_000, start: 8 }

describe('where an attach starts', () => {
  it.each([
    ['nothing asked for', {}, undefined],
    ['a position', { since: { epoch: 'e', offset: 3 } }, undefined],
    ['a time', { since: 5_000 }, { since: 5_000 }],
    ['so many messages', { rewind: 20 }, { last: 20 }],
    ['so many seconds', { rewind: { seconds: 2 } }, { since: 98_000 }],
    ['a position and a rewind', { since: { epoch: 'e', offset: 3 }, rewind: 20 }, undefined],
  ])('with %s', (_, attach, start) => {
    expect(startOf(attach, 100_000)).toEqual(start)
  })

  it.each([
    ['nothing asked for', {}, { offset: 8, recovered: false }],
    ['the last message seen', { since: { epoch: 'e', offset: 10 } }, { offset: 10, recovered: true }],
    ['the last position that history reaches', { since: { epoch: 'e', offset: 4 } }, { offset: 4, recovered: true }],
    ['one before that', { since: { epoch: 'e', offset: 3 } }, { offset: 10, recovered: false }],
    ['one ahead of the channel', { since: { epoch: 'e', offset: 11 } }, { offset: 10, recovered: false }],
    ['another epoch', { since: { epoch: 'f', offset: 5 } }, { offset: 10, recovered: false }],
    ['a time that history covers', { since: 1_000 }, { offset: 8, recovered: true }],
    ['a time before that', { since: 999 }, { offset: 8, recovered: false }],
    ['a rewind', { rewind: 2 }, { offset: 8, recovered: false }],
  ])('and is answered for %s', (_, attach, expected) => {
    expect(attachResult(attach, position)).toEqual({ epoch: 'e', ...expected })
  })
})
