import type { Buffer } from 'node:buffer'
import { describe, expect, it } from 'vitest'
import { ManualLoop } from '../testing/support/manual-loop.ts'
import { noOwner } from '../testing/support/no-owner.ts'
import { Flusher, urgency } from './flusher.ts'
import type { Wire } from './outgoing.ts'
import { Outgoing } from './outgoing.ts'
import { SharedItem } from './pending-set.ts'
import { textFrame } from './text-frame.ts'
import { Turns } from './turns.ts'

class FakeWire implements Wire {
  buffered = 0
  readonly written: Buffer[] = []
  /** The peer takes nothing. */
  isStuck = false

  write(frames: Buffer): void {
    this.written.push(frames)
    if (this.isStuck) this.buffered += frames.length
  }
}

interface Bench {
  readonly loop: ManualLoop
  readonly flusher: Flusher
  readonly overflows: string[]
  readonly open: (name?: string) => { outgoing: Outgoing; wire: FakeWire }
}

function bench(): Bench {
  const loop = new ManualLoop()
  const flusher = new Flusher(loop, new Turns(loop))
  const overflows: string[] = []
  const open = (name = ''): { outgoing: Outgoing; wire: FakeWire } => {
    const wire = new FakeWire()
    return {
      wire,
      outgoing: new Outgoing(flusher, wire, 1_000_000, { ...noOwner, tooSlow: () => overflows.push(name) }),
    }
  }
  return { loop, flusher, overflows, open }
}

const item = new SharedItem('{"n":1}')

describe('outgoing', () => {
  it('writes one buffer that all sockets with the same pending items share', () => {
    const { loop, open } = bench()
    const [a, b, c] = [open(), open(), open()]
    for (const { outgoing } of [a, b, c]) outgoing.share(item, urgency.now)
    c.outgoing.send('{"own":1}')
    loop.endTurn()
    expect(a.wire.written).toHaveLength(1)
    expect(b.wire.written[0]).toBe(a.wire.written[0])
    expect(c.wire.written).toEqual([textFrame('[{"n":1},{"own":1}]')])
  })

  it('sends what is personal at the end of the turn when nothing waits', () => {
    const { loop, open } = bench()
    const { outgoing, wire } = open()
    outgoing.send('1')
    outgoing.send('2')
    loop.endTurn()
    expect(wire.written).toEqual([textFrame('[1,2]')])
  })

  it('lets what is personal ride with what waits for the window', () => {
    const { loop, open } = bench()
    const { outgoing, wire } = open()
    outgoing.share(item, urgency.soon)
    outgoing.send('1')
    loop.endTurn()
    expect(wire.written).toEqual([])
    loop.passWindow()
    expect(wire.written).toEqual([textFrame('[{"n":1},1]')])
  })

  it('sends everything that waits when something urgent comes, and nothing twice', () => {
    const { loop, open } = bench()
    const { outgoing, wire } = open()
    outgoing.share(item, urgency.soon)
    outgoing.share(new SharedItem('2'), urgency.now)
    loop.endTurn()
    loop.passWindow()
    expect(wire.written).toEqual([textFrame('[{"n":1},2]')])
  })

  it('gives a peer up before more than the budget waits for it, and not at it', () => {
    const { loop, open, overflows } = bench()
    const { outgoing, wire } = open('slow')
    wire.buffered = 999_999
    outgoing.send('1')
    loop.endTurn()
    expect(wire.written).toHaveLength(1)
    wire.buffered = 1_000_000
    outgoing.send('2')
    expect(overflows).toEqual([])
    loop.endTurn()
    expect(wire.written).toHaveLength(1)
    expect(overflows).toEqual(['slow'])
  })

  it('counts what is pending against the budget, whatever it is, and keeps none of it', () => {
    const { loop, open, overflows } = bench()
    const { outgoing, wire } = open('slow')
    wire.isStuck = true
    wire.buffered = 950_000
    outgoing.share(item, urgency.soon)
    for (let answer = 0; answer < 1_000; answer += 1) outgoing.send('x'.repeat(100))
    outgoing.share(item, urgency.now)
    loop.endTurn()
    expect(overflows).toEqual(['slow'])
    // Commas and the heads of frames are not counted.
    expect(wire.buffered).toBeLessThan(1_001_000)
  })

  it('writes no frame of more than 256 KiB, in bytes and not in letters, and loses nothing', () => {
    const { loop, open } = bench()
    const [a, b] = [open(), open()]
    const items = Array.from({ length: 8 }, (_, index) => new SharedItem(`"${index}${'\u20ac'.repeat(30_000)}"`))
    for (const each of items) for (const { outgoing } of [a, b]) outgoing.share(each, urgency.soon)
    loop.passWindow()
    expect(Math.max(...a.wire.written.map(({ length }) => length))).toBeLessThanOrEqual(262_144 + 10)
    expect(a.wire.written.length).toBeGreaterThan(2)
    expect(a.wire.written.map((frame, index) => frame === b.wire.written[index])).not.toContain(false)
    const texts = a.wire.written.flatMap((frame) => JSON.parse(frame.subarray(10).toString()) as string[])
    expect(texts).toEqual(items.map(({ text }) => JSON.parse(text) as string))
  })

  it('has room for more answers while less than half of the budget waits or has been promised', () => {
    const { outgoing, wire } = bench().open()
    wire.buffered = 400_000
    outgoing.promise(100_000)
    expect(outgoing.isRoomy).toBe(true)
    outgoing.promise(1)
    expect(outgoing.isRoomy).toBe(false)
    const told: number[] = []
    outgoing.onceRoomy(() => told.push(1))
    outgoing.keep(1)
    outgoing.keep(100_000)
    expect(told).toEqual([1])
  })

  it('is congested from half the budget on', () => {
    const { wire, outgoing } = bench().open()
    wire.buffered = 500_000
    expect(outgoing.congested).toBe(false)
    wire.buffered = 500_001
    expect(outgoing.congested).toBe(true)
  })

  it('tells once when little is waiting: after a write or a drain', () => {
    const { loop, open } = bench()
    const { outgoing, wire } = open()
    const told: number[] = []
    outgoing.send('x'.repeat(200_000))
    expect(outgoing.isLow).toBe(false)
    outgoing.onceLow(() => told.push(1))
    wire.buffered = 150_000
    loop.endTurn()
    expect(told).toEqual([])
    wire.buffered = 131_072
    outgoing.drained()
    outgoing.drained()
    expect(told).toEqual([1])
  })

  it('writes what is pending at its end and nothing after it', () => {
    const { loop, open } = bench()
    const { outgoing, wire } = open()
    outgoing.send('1')
    outgoing.end()
    outgoing.send('2')
    outgoing.share(item, urgency.now)
    loop.endTurn()
    expect(wire.written).toEqual([textFrame('1')])
  })

  it('writes nothing at all once it is abandoned', () => {
    const { loop, open } = bench()
    const { outgoing, wire } = open()
    outgoing.send('1')
    outgoing.abandon()
    loop.endTurn()
    expect(wire.written).toEqual([])
  })
})
