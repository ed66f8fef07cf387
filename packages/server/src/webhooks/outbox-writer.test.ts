import { describe, expect, it } from 'vitest'
import { MemoryOutbox } from '../engine/memory-outbox.ts'
import type { OutboxDraft } from '../engine/outbox.ts'
import { ManualClock } from '../testing/manual-clock.ts'
import { OutboxWriter } from './outbox-writer.ts'

interface Bench {
  readonly writer: OutboxWriter
  readonly clock: ManualClock
  /** The texts of each write. */
  readonly writes: (readonly string[])[]
  readonly lost: string[]
  readonly failures: unknown[]
  /** Whether the outbox takes nothing. */
  isBroken: boolean
  /** Called after each write. */
  onWritten: () => void
  /** Lets the turn of the event loop end. */
  turn: () => Promise<void>
}

function startWriter(): Bench {
  const clock = new ManualClock()
  const later: (() => void)[] = []
  const bench = { clock, writes: [], lost: [], failures: [], isBroken: false, onWritten() {} } as unknown as Bench & {
    writer: OutboxWriter
  }
  class Breakable extends MemoryOutbox {
    override async add(drafts: readonly OutboxDraft[]): Promise<void> {
      if (bench.isBroken) throw new Error('The disk is full')
      bench.writes.push(drafts.map(({ text }) => text))
      await super.add(drafts)
    }
  }
  bench.writer = new OutboxWriter({
    outbox: new Breakable(),
    clock,
    afterInput: (callback) => void later.push(callback),
    onWritten: () => bench.onWritten(),
    onLost: ({ text }) => void bench.lost.push(text),
    onFailure: (error) => void bench.failures.push(error),
  })
  bench.turn = async () => {
    for (const callback of later.splice(0)) callback()
    await new Promise((resolve) => setImmediate(resolve))
  }
  return bench
}

const draft = (text: string): OutboxDraft => ({ webhook: 'shop', added: 0, text })

describe('events for an outbox', () => {
  it('are written together, those of one turn of the event loop', async () => {
    const { writer, writes, turn } = startWriter()
    for (const text of ['1', '2', '3']) writer.add(draft(text))
    expect(writes).toEqual([])
    await turn()
    writer.add(draft('4'))
    await turn()
    expect(writes).toEqual([['1', '2', '3'], ['4']])
  })

  it.each([0, 1, 2, 3, 4, 5, 6])('are written however soon after a write they come: %i microtasks', async (count) => {
    const bench = startWriter()
    bench.onWritten = () => {
      bench.onWritten = () => {}
      let soon = Promise.resolve()
      for (let step = 0; step < count; step += 1) soon = soon.then(() => {})
      void soon.then(() => bench.writer.add(draft('2')))
    }
    bench.writer.add(draft('1'))
    await bench.turn()
    await bench.turn()
    expect(bench.writes.flat()).toEqual(['1', '2'])
  })

  it('wait while it takes nothing, and are written in their order then', async () => {
    const bench = startWriter()
    bench.isBroken = true
    bench.writer.add(draft('1'))
    await bench.turn()
    bench.writer.add(draft('2'))
    await bench.turn()
    expect(bench.failures).toHaveLength(1)
    bench.clock.advance(1_000)
    await bench.turn()
    expect(bench.failures).toHaveLength(2)
    bench.isBroken = false
    bench.clock.advance(1_000)
    await bench.turn()
    expect(bench.writes).toEqual([['1', '2']])
    expect(await bench.writer.end()).toBe(0)
  })

  it('are lost, the oldest first, where more than 10,000 wait to be written', async () => {
    const bench = startWriter()
    bench.isBroken = true
    for (let count = 1; count <= 10_002; count += 1) bench.writer.add(draft(String(count)))
    expect(bench.lost).toEqual(['1', '2'])
    await bench.turn()
    expect(await bench.writer.end()).toBe(10_000)
  })

  it('are lost where more than 16 MiB wait to be written', () => {
    const { writer, lost } = startWriter()
    const large = 'x'.repeat(6_000_000)
    for (const name of ['a', 'b', 'c']) writer.add(draft(name + large))
    expect(lost.map((text) => text[0])).toEqual(['a'])
  })

  it('are all written at the end', async () => {
    const { writer, writes } = startWriter()
    writer.add(draft('1'))
    expect(await writer.end()).toBe(0)
    expect(writes).toEqual([['1']])
  })
})
