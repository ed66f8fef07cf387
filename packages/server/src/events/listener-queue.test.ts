import { array, assert, asyncProperty, boolean, integer, record } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ManualClock } from '../testing/manual-clock.ts'
import { ManualLoop } from '../testing/support/manual-loop.ts'
import { Turns } from '../socket/turns.ts'
import type { CallOutcome, Fact } from './listener-queue.ts'
import { ListenerQueue, mostCalls, mostWaitingEvents, mostWaitingSize } from './listener-queue.ts'
import type { ServerEvent } from './server-event.ts'

/** A queue that a test turns by hand. */
function queueFor(listener: (event: ServerEvent) => unknown) {
  const [clock, loop] = [new ManualClock(), new ManualLoop()]
  const outcomes: CallOutcome['kind'][] = []
  let dropped = 0
  const queue = new ListenerQueue({
    clock,
    turns: new Turns(loop),
    listener,
    onCalled: (_, { kind }) => void outcomes.push(kind),
    onDropped: () => (dropped += 1),
  })
  const settle = async (): Promise<void> => {
    do await new Promise((resolve) => setImmediate(resolve))
    while (loop.endTurn() > 0)
  }
  return { queue, clock, loop, outcomes, settle, dropped: () => dropped }
}

/** Something that has happened in a channel. */
function fact(channel: string, id: string, size = 0): Fact {
  return {
    type: 'channel',
    key: channel,
    size,
    read: () => ({ type: 'channel', id, timestamp: 0, channel, state: 'empty' }),
  }
}

describe('what waits for a listener', () => {
  it('is told in a later turn, never while it happens', async () => {
    const heard: string[] = []
    const { queue, settle } = queueFor(({ id }) => void heard.push(id))
    queue.add(fact('a', '1'))
    expect(heard).toEqual([])
    await settle()
    expect(heard).toEqual(['1'])
  })

  it('takes no more than a share of each turn', () => {
    const heard: string[] = []
    const { queue, loop } = queueFor(({ id }) => {
      loop.time += 2
      heard.push(id)
    })
    for (let count = 0; count < 5; count += 1) queue.add(fact('a', String(count)))
    loop.endTurn()
    expect(heard).toEqual(['0', '1', '2', '3'])
    loop.endTurn()
    expect(heard).toEqual(['0', '1', '2', '3', '4'])
  })

  it('keeps the order of each channel and drops nothing, however long each takes, and whatever fails', async () => {
    const step = record({ channel: integer({ min: 0, max: 3 }), wait: integer({ min: 0, max: 60 }), fails: boolean() })
    await assert(
      asyncProperty(array(step, { maxLength: 60 }), async (steps) => {
        const heard: string[] = []
        const running = new Set<string>()
        const scene = queueFor((event) => {
          if (event.type !== 'channel') return undefined
          const { channel, id } = event
          heard.push(id)
          expect(running.has(channel)).toBe(false)
          const { wait = 0, fails = false } = steps[Number(id)] ?? {}
          if (wait === 0 && fails) throw new Error('no')
          if (wait === 0) return undefined
          running.add(channel)
          return new Promise<void>((resolve, reject) => {
            scene.clock.setTimeout(() => {
              running.delete(channel)
              if (fails) reject(new Error('no'))
              else resolve()
            }, wait)
          })
        })
        for (const [index, { channel }] of steps.entries()) {
          scene.queue.add(fact(String(channel), String(index)))
          if (index % 7 === 0) await scene.settle()
        }
        for (let round = 0; scene.outcomes.length < steps.length && round < 5_000; round += 1) {
          await scene.settle()
          scene.clock.advance(10)
        }
        await scene.queue.idle()
        const idsOf = (channel: number): readonly string[] =>
          steps.flatMap((each, index) => (each.channel === channel ? String(index) : []))
        for (let channel = 0; channel <= 3; channel += 1) {
          const ids = idsOf(channel)
          expect(heard.filter((id) => ids.includes(id))).toEqual(ids)
        }
        expect(scene.outcomes.filter((kind) => kind === 'failed')).toHaveLength(
          steps.filter(({ fails }) => fails).length,
        )
        expect(scene.dropped()).toBe(0)
        expect(scene.clock.pending).toBe(0)
      }),
      { numRuns: 30 },
    )
  }, 60_000)

  it('goes on after the deadline of a call that hangs; what that one does later counts no more', async () => {
    let finish = (): void => {}
    const heard: string[] = []
    const { queue, clock, settle, outcomes } = queueFor(({ id }) => {
      heard.push(id)
      return id === '1' ? new Promise<void>((resolve) => (finish = resolve)) : undefined
    })
    queue.add(fact('a', '1'))
    queue.add(fact('a', '2'))
    await settle()
    clock.advance(4_999)
    await settle()
    expect(heard).toEqual(['1'])
    clock.advance(1)
    await settle()
    expect(heard).toEqual(['1', '2'])
    finish()
    await settle()
    expect(outcomes).toEqual(['late', 'done'])
  })

  it('runs in a hundred channels at the same time and no more', async () => {
    let running = 0
    const { queue, clock, settle } = queueFor(() => {
      running += 1
      return new Promise(() => {})
    })
    for (let count = 0; count < 250; count += 1) queue.add(fact(`room:${count}`, 'x'))
    await settle()
    expect(running).toBe(mostCalls)
    clock.advance(5_000)
    await settle()
    expect(running).toBe(2 * mostCalls)
  })

  it('is at most so many events, the oldest of all is dropped first, and what is left keeps its order', async () => {
    let isHanging = true
    const heard: string[] = []
    const { queue, clock, settle, dropped } = queueFor(({ id }) => {
      heard.push(id)
      return isHanging ? new Promise(() => {}) : undefined
    })
    queue.add(fact('stuck', 'first'))
    await settle()
    const total = mostWaitingEvents + 1_000
    for (let count = 0; count < total; count += 1) queue.add(fact(count % 2 === 0 ? 'stuck' : 'other', String(count)))
    expect(dropped()).toBe(1_000)
    isHanging = false
    clock.advance(5_000)
    await settle()
    await queue.idle()
    expect(heard).toHaveLength(1 + mostWaitingEvents)
    for (const rest of [0, 1]) {
      const own = heard
        .slice(1)
        .map(Number)
        .filter((count) => count % 2 === rest)
      expect(own[0]).toBe(1_000 + rest)
      expect(own).toEqual([...own].sort((a, b) => a - b))
    }
  }, 30_000)

  it('carries at most so many characters, but always one event', async () => {
    const heard: string[] = []
    const { queue, settle, dropped } = queueFor(({ id }) => void heard.push(id))
    queue.add(fact('a', '1', mostWaitingSize / 2))
    queue.add(fact('b', '2', mostWaitingSize))
    expect(dropped()).toBe(1)
    queue.add(fact('c', '3', mostWaitingSize * 2))
    expect(dropped()).toBe(2)
    await settle()
    expect(heard).toEqual(['3'])
    queue.add(fact('a', '4', mostWaitingSize))
    await settle()
    expect(dropped()).toBe(2)
  })

  it('is forgotten at the end, and counted where it is a loss', async () => {
    for (const [isLoss, expected] of [
      [true, 2],
      [false, 0],
    ] as const) {
      const heard: string[] = []
      const { queue, settle, clock, dropped } = queueFor(({ id }) => {
        heard.push(id)
        return new Promise(() => {})
      })
      queue.add(fact('a', '1'))
      await settle()
      queue.add(fact('a', '2'))
      queue.add(fact('b', '3'))
      queue.end(isLoss)
      await settle()
      clock.advance(5_000)
      await settle()
      await queue.idle()
      expect(heard).toEqual(['1'])
      expect(dropped()).toBe(expected)
    }
  })
})
