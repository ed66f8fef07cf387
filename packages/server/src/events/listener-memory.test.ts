import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, it } from 'vitest'
import { ManualClock } from '../testing/manual-clock.ts'
import { ManualLoop } from '../testing/support/manual-loop.ts'
import { Turns } from '../socket/turns.ts'
import type { Fact } from './listener-queue.ts'
import { ListenerQueue, mostCalls, mostWaitingEvents } from './listener-queue.ts'

setFlagsFromString('--expose-gc')
const collect: () => void = runInNewContext('gc')

/** A queue whose listener hangs wherever a channel's name begins with `slow`. */
function scene() {
  const loop = new ManualLoop()
  let [told, dropped] = [0, 0]
  const queue = new ListenerQueue({
    clock: new ManualClock(),
    turns: new Turns(loop),
    listener(event) {
      told += 1
      return event.type === 'channel' && event.channel.startsWith('slow') ? new Promise(() => {}) : undefined
    },
    onCalled() {},
    onDropped: () => (dropped += 1),
  })
  const add = (channel: string): Fact => {
    const fact: Fact = {
      type: 'channel',
      key: channel,
      size: 0,
      read: () => ({ type: 'channel', id: '', timestamp: 0, channel, state: 'empty' }),
    }
    queue.add(fact)
    return fact
  }
  const settle = (): void => {
    while (loop.endTurn() > 0);
  }
  return { add, settle, told: () => told, dropped: () => dropped }
}

/** Megabytes of the heap, once nothing is left to collect. */
function heap(): number {
  for (let round = 0; round < 3; round += 1) collect()
  return process.memoryUsage().heapUsed / 1_048_576
}

it('of channels whose events were all dropped nothing is kept, while every call hangs', () => {
  const { add, settle, dropped } = scene()
  for (let count = 0; count < mostCalls; count += 1) add(`slow:${count}`)
  settle()
  const addMany = (name: string, count: number): void => {
    for (let number = 0; number < count; number += 1) add(`${name}:${number}`)
  }
  addMany('first', 2 * mostWaitingEvents)
  const before = heap()
  addMany('second', 3 * mostWaitingEvents)
  expect(heap() - before).toBeLessThan(20)
  expect(dropped()).toBe(4 * mostWaitingEvents)
}, 30_000)

it('of an event that was told nothing is kept, however many of others still wait', async () => {
  const { add, settle, told } = scene()
  for (let count = 0; count < 10_000; count += 1) add('slow')
  const facts = Array.from({ length: 1_000 }, (_, count) => new WeakRef(add(`fast:${count % 10}`)))
  settle()
  expect(told()).toBe(1 + facts.length)
  // Weak references live until the end of a turn.
  await new Promise((resolve) => setImmediate(resolve))
  collect()
  expect(facts.filter((fact) => fact.deref()).length).toBeLessThan(10)
})
