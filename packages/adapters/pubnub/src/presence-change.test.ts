import { describe, expect, it } from 'vitest'
import { presenceChange } from './presence-change.ts'

const channel = 'room'

describe('a presence event', () => {
  it('of an interval names people once, and only by texts', () => {
    const event = {
      channel,
      action: 'interval',
      occupancy: 2,
      join: ['ana', 'ana', '', null, 5, {}],
      leave: 'abc',
      timeout: {},
    }
    expect(presenceChange(event)).toEqual({ action: 'interval', occupancy: 2, join: ['ana'], leave: [], timeout: [] })
  })

  it.each([
    { action: 'join', occupancy: 1 },
    { action: 'join', uuid: '', occupancy: 1 },
    { action: 'join', uuid: 'ana' },
    { action: 'leave', uuid: ['ana'], occupancy: 1 },
    { action: 'interval', occupancy: 'x' },
    { action: 'interval', occupancy: -1 },
    { action: '__proto__', uuid: 'ana', occupancy: 1 },
    {},
  ])('that nobody of PubNub would send says nothing: %j', (event) => {
    expect(presenceChange({ channel, ...event })).toBeNull()
  })
})
