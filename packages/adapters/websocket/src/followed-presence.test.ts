import { adapterError, createEventBatch } from '@herenow/adapter'
import type { AdapterEvent } from '@herenow/adapter'
import type { PresenceIntervalItem, PresenceSnapshotItem } from '@herenow/protocol'
import { createTestClock, seededRandom } from '@herenow/testing'
import { expect, it } from 'vitest'
import { createFollowedPresence } from './followed-presence.ts'

const snapshot = (revision: number): PresenceSnapshotItem => ({
  type: 'presence-snapshot',
  channel: 'room',
  revision,
  connections: [],
  first: true,
  last: true,
  settling: false,
})
const tooMuch: PresenceIntervalItem = {
  type: 'presence-interval',
  channel: 'room',
  revision: 2,
  occupancy: 1,
  joined: [],
  updated: [],
  left: [],
  timedOut: [],
  refresh: true,
}

/** A channel that is attached, on a server that never answers. */
function setup() {
  const clock = createTestClock()
  const told: AdapterEvent['type'][] = []
  let asked = 0
  const presence = createFollowedPresence({
    channel: 'room',
    clock,
    random: seededRandom(1),
    requests: { send: () => void (asked += 1) },
    isAttached: () => true,
    events: createEventBatch((events) => told.push(...events.map(({ type }) => type))),
    own: { correct: (_channel, connections) => connections },
  })
  return { clock, told, presence, asked: () => asked }
}

it('follows presence as long as it is wanted, and goes on over a change of other options', () => {
  const { presence } = setup()
  expect(presence.feed).toBeNull()
  presence.follow(true)
  const { feed } = presence
  expect(feed).not.toBeNull()
  presence.follow(true)
  expect(presence.feed).toBe(feed)
  presence.follow(false)
  expect(presence.feed).toBeNull()
})

it('asks for another snapshot where changes were too many to tell, unless one comes by itself or nobody follows', async () => {
  for (const end of [null, 'attached', 'stopped'] as const) {
    const { clock, presence, told, asked } = setup()
    presence.follow(true)
    presence.feed?.snapshot(snapshot(1))
    presence.feed?.change(tooMuch)
    if (end === 'attached') presence.attached()
    if (end === 'stopped') presence.stop()
    await clock.advance(500)
    expect(told).toEqual(['presence-snapshot'])
    expect(asked()).toBe(end === null ? 1 : 0)
    expect(presence.feed === null).toBe(end === 'stopped')
  }
})

it('reports hidden presence only while it is followed, and starts again with a snapshot', () => {
  const { presence, told } = setup()
  const error = adapterError('forbidden', 'No.')
  presence.hidden(error)
  presence.follow(true)
  presence.feed?.snapshot(snapshot(7))
  presence.hidden(error)
  presence.feed?.snapshot(snapshot(2))
  expect(told).toEqual(['presence-snapshot', 'presence-hidden', 'presence-snapshot'])
})
