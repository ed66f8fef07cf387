import type { AdapterEvent } from '@herenow/adapter'
import { createEventBatch } from '@herenow/adapter'
import { settled } from '@herenow/testing'
import { expect, it } from 'vitest'
import type { Missed } from './beginning.ts'
import type { Delivery } from './delivery.ts'
import { createDelivery } from './delivery.ts'
import { createKnownPeople } from './known-people.ts'
import { positionAt, positionOf } from './native-position.ts'
import type { Entry } from './subscription.ts'

interface World {
  readonly delivery: Delivery
  readonly story: () => readonly string[]
  /** Ranges that were read. */
  readonly asked: string[]
  /** What the next reading finds. */
  found: Missed | ReturnType<typeof everythingUpTo>
}

const seconds = (count: number): string => positionAt(1_764_543_000_000 + count * 1_000).offset
const at = (count: number): ReturnType<typeof positionOf> => positionOf(seconds(count))

function message(second: number): Entry {
  return { kind: 'message', event: { channel: 'room', message: second, timetoken: seconds(second) } }
}

function stored(...moments: readonly number[]): Missed['messages'] {
  return moments.map((second) => ({ message: second, uuid: 'ana', timetoken: seconds(second) }))
}

/** What history has of the seconds from 1 to so many. */
function everythingUpTo(last: number): (from: { offset: string }, to: { offset: string }) => Missed {
  const all = stored(...Array.from({ length: last }, (_, index) => index + 1))
  const within = (from: string, to: string): Missed['messages'] =>
    all.filter(({ timetoken }) => String(timetoken) > from && String(timetoken) <= to)
  return (from, to) => ({ messages: within(from.offset, to.offset), isComplete: true })
}

function begun(): World {
  const told: AdapterEvent[] = []
  const asked: string[] = []
  const delivery = createDelivery({
    channel: 'room',
    events: createEventBatch((events) => void told.push(...events)),
    people: createKnownPeople(),
    onPresence: () => {},
    missed(from, to) {
      asked.push(`${from.offset} to ${to.offset}`)
      return Promise.resolve(typeof world.found === 'function' ? world.found(from, to) : world.found)
    },
  })
  const world: World = {
    delivery,
    asked,
    found: { messages: [], isComplete: true },
    story: () =>
      told.map((event) =>
        event.type === 'message' ? String(event.message.data) : `${event.type}${event.type === 'gap' ? '' : '?'}`,
      ),
  }
  delivery.hold()
  delivery.begin({ position: at(0), live: at(0), replay: [], recovered: false }, () => {})
  return world
}

it('hands on what comes after the beginning, once it has begun', () => {
  const { delivery, story } = begun()
  for (const second of [-1, 0, 1, 2]) delivery.receive(message(second))
  expect(story()).toEqual(['1', '2'])
})

it('hands on a message of another region that comes late', () => {
  const { delivery, story } = begun()
  for (const second of [1, 3, 2]) delivery.receive(message(second))
  expect(story()).toEqual(['1', '3', '2'])
})

it('reads nothing after a short absence, and what was missed after a long one', async () => {
  const world = begun()
  world.delivery.receive(message(1))
  world.delivery.interrupt()
  world.delivery.resume(at(10), at(60))
  expect(world.asked).toEqual([])
  world.delivery.interrupt()
  world.found = { messages: stored(20, 30), isComplete: true }
  world.delivery.resume(at(10), at(120))
  world.delivery.receive(message(30))
  world.delivery.receive(message(121))
  await settled()
  expect(world.asked).toEqual([`${seconds(10)} to ${seconds(120)}`])
  expect(world.story()).toEqual(['1', '20', '30', '121'])
})

it('marks a gap before what is left, where not all is left', async () => {
  const world = begun()
  world.found = { messages: stored(5), isComplete: false }
  world.delivery.missing(at(1), at(6))
  world.delivery.receive(message(7))
  await settled()
  expect(world.story()).toEqual(['gap', '5', '7'])
})

it('reads on from where a hole began when the connection was lost while it was read', async () => {
  const world = begun()
  world.delivery.missing(at(1), at(6))
  world.delivery.receive(message(5))
  world.delivery.interrupt()
  await settled()
  expect(world.story()).toEqual([])
  world.found = { messages: stored(2, 5), isComplete: true }
  world.delivery.resume(at(6), at(7))
  await settled()
  expect(world.asked).toEqual([`${seconds(1)} to ${seconds(6)}`, `${seconds(1)} to ${seconds(7)}`])
  expect(world.story()).toEqual(['2', '5'])
})

it('reads a hole that opens while another is read after that one', async () => {
  const world = begun()
  world.found = { messages: stored(2), isComplete: true }
  world.delivery.missing(at(1), at(3))
  world.delivery.missing(at(3), at(9))
  await settled()
  expect(world.asked).toEqual([`${seconds(1)} to ${seconds(3)}`, `${seconds(3)} to ${seconds(9)}`])
})

it('loses nothing where another answer was full while history was read', async () => {
  const world = begun()
  world.found = everythingUpTo(20)
  world.delivery.missing(at(0), at(10))
  for (const second of [8, 9, 10]) world.delivery.receive(message(second))
  world.delivery.missing(at(10), at(20))
  for (const second of [18, 19, 20]) world.delivery.receive(message(second))
  await settled()
  expect(world.story()).toEqual(Array.from({ length: 20 }, (_, index) => String(index + 1)))
})

it('loses nothing where an answer was full before it was known where the channel begins', async () => {
  const world = begun()
  world.found = everythingUpTo(10)
  world.delivery.hold()
  world.delivery.missing(at(0), at(10))
  for (const second of [9, 10]) world.delivery.receive(message(second))
  world.delivery.begin({ position: at(0), live: at(0), replay: [], recovered: false }, () => {})
  await settled()
  expect(world.story()).toEqual(Array.from({ length: 10 }, (_, index) => String(index + 1)))
})

it('hands on what history did not have yet when the beginning was read, and nothing twice', () => {
  const { delivery, story } = begun()
  delivery.hold()
  for (const second of [3, 4, 5]) delivery.receive(message(second))
  delivery.begin({ position: at(2), live: at(5), replay: stored(3, 5), recovered: true }, () => {})
  delivery.receive(message(5))
  delivery.receive(message(6))
  expect(story()).toEqual(['3', '5', '4', '6'])
})

it('hands on no signal of before the attach, however far back messages are wanted', () => {
  const { delivery, story } = begun()
  delivery.hold()
  const signal = (second: number): Entry => ({
    kind: 'signal',
    event: { channel: 'room', message: { name: 'typing', data: second }, timetoken: seconds(second) },
  })
  delivery.receive(signal(3))
  delivery.receive(message(4))
  delivery.begin({ position: at(2), live: at(5), replay: [], recovered: true }, () => {})
  delivery.receive(signal(6))
  expect(story()).toEqual(['4', 'signal?'])
})
