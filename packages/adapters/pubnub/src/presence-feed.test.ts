import type { AdapterEvent, PresenceConnection } from '@herenow/adapter'
import { createEventBatch } from '@herenow/adapter'
import { createTestClock, seededRandom } from '@herenow/testing'
import { expect, it } from 'vitest'
import type { PresenceFeed } from './presence-feed.ts'
import { createPresenceFeed } from './presence-feed.ts'
import { presenceConnection } from './received.ts'

const channel = 'room'

interface Scene {
  readonly clock: ReturnType<typeof createTestClock>
  readonly feed: PresenceFeed
  /** Who is there, whenever the list is read. */
  list: readonly string[]
  readonly reads: () => number
  /** In the order of the snapshots. */
  readonly snapshots: () => readonly (readonly string[])[]
  /** Who is there for those who have heard everything. */
  readonly known: () => readonly string[]
}

function open(list: readonly string[]): Scene {
  const clock = createTestClock()
  const events: AdapterEvent[] = []
  let reads = 0
  const scene: Scene = {
    clock,
    list,
    reads: () => reads,
    snapshots: () =>
      events.flatMap((event) =>
        event.type === 'presence-snapshot' ? [event.connections.map(({ clientId }) => clientId)] : [],
      ),
    known: () =>
      events.reduce<readonly string[]>((there, event) => {
        if (event.type === 'presence-snapshot') return event.connections.map(({ clientId }) => clientId)
        if (event.type !== 'presence') return there
        const others = there.filter((id) => id !== event.connection.clientId)
        return event.action === 'enter' || event.action === 'update' ? [...others, event.connection.clientId] : others
      }, []),
    feed: createPresenceFeed({
      channel,
      env: { clock, random: seededRandom(1) },
      events: createEventBatch((batch) => void events.push(...batch)),
      people: { heard() {} },
      present: () => {
        reads += 1
        return Promise.resolve(scene.list.map((uuid): PresenceConnection => presenceConnection(uuid, null, 0)))
      },
    }),
  }
  return scene
}

it('reads the list again once PubNub gives out a new one', async () => {
  const scene = open(['ana', 'cy'])
  scene.feed.follow()
  await scene.clock.advance(0)
  scene.list = ['ana', 'bob']
  await scene.clock.advance(4_000)
  expect(scene.snapshots()).toEqual([
    ['ana', 'cy'],
    ['ana', 'bob'],
  ])
})

it('tells nothing where the second list says the same', async () => {
  const scene = open(['ana'])
  scene.feed.follow()
  await scene.clock.advance(60_000)
  expect(scene.reads()).toBe(2)
  expect(scene.snapshots()).toEqual([['ana']])
})

it('reads it again when PubNub counts others than are known, once for many events', async () => {
  const scene = open(['ana'])
  scene.feed.follow()
  await scene.clock.advance(4_000)
  scene.list = ['ana', 'bob', 'cy']
  for (const uuid of ['x', 'y']) scene.feed.heard({ channel, action: 'leave', uuid, occupancy: 3 })
  await scene.clock.advance(4_000)
  expect(scene.reads()).toBe(3)
  expect(scene.snapshots().at(-1)).toEqual(['ana', 'bob', 'cy'])
})

it('brings back who was said to have left by somebody else', async () => {
  const scene = open(['ana', 'bob'])
  scene.feed.follow()
  await scene.clock.advance(4_000)
  scene.feed.heard({ channel, action: 'leave', uuid: 'bob', occupancy: 2 })
  await scene.clock.advance(4_000)
  expect(scene.snapshots().at(-1)).toEqual(['ana', 'bob'])
})

it('keeps what it was told lately against a list of a moment before, which another list then confirms', async () => {
  const scene = open(['ana'])
  scene.feed.follow()
  await scene.clock.advance(3_000)
  scene.feed.heard({ channel, action: 'join', uuid: 'bob', occupancy: 2 })
  scene.feed.heard({ channel, action: 'leave', uuid: 'ana', occupancy: 1 })
  // As somebody else has read it before either came about, and PubNub gives it out once more.
  await scene.clock.advance(1_000)
  expect(scene.reads()).toBe(2)
  expect(scene.snapshots().at(-1)).toEqual(['ana'])
  expect(scene.known()).toEqual(['bob'])
  scene.list = ['bob']
  await scene.clock.advance(4_000)
  expect(scene.reads()).toBe(3)
  expect(scene.known()).toEqual(['bob'])
})

it('does not ask again and again for more people than PubNub lists', async () => {
  const scene = open(Array.from({ length: 1_000 }, (_, index) => `user-${index}`))
  scene.feed.follow()
  await scene.clock.advance(4_000)
  scene.feed.heard({ channel, action: 'interval', occupancy: 2_500 })
  await scene.clock.advance(60_000)
  expect(scene.reads()).toBe(2)
})

it('reads nothing any more once it has stopped', async () => {
  const scene = open(['ana'])
  scene.feed.follow()
  await scene.clock.advance(0)
  scene.feed.stop()
  await scene.clock.advance(60_000)
  expect(scene.reads()).toBe(1)
  expect(scene.clock.pending).toBe(0)
})
