import { beforeEach, describe, expect, it } from 'vitest'
import { Flusher } from '../socket/flusher.ts'
import { Outgoing } from '../socket/outgoing.ts'
import { PagedOutput } from '../socket/paged-output.ts'
import { ManualLoop } from '../testing/support/manual-loop.ts'
import { noOwner } from '../testing/support/no-owner.ts'
import { LocalChannel } from './local-channel.ts'
import { Subscription } from './subscription.ts'
import { Turns } from '../socket/turns.ts'

let loop = new ManualLoop()
let flusher = new Flusher(loop, new Turns(loop))
let channel = new LocalChannel()
beforeEach(() => {
  loop = new ManualLoop()
  flusher = new Flusher(loop, new Turns(loop))
  channel = new LocalChannel()
})

interface Reader {
  readonly subscription: Subscription
  readonly wire: { buffered: number }
  /** Everything that it was sent. */
  read(): readonly unknown[]
}

function reader(): Reader {
  const written: Buffer[] = []
  const wire = { buffered: 0, write: (frames: Buffer): void => void written.push(frames) }
  const outgoing = new Outgoing(flusher, wire, 1_000, noOwner)
  const subscription = new Subscription('a', outgoing, new PagedOutput(outgoing, noOwner), () => {})
  channel.add(subscription)
  const read = (): readonly unknown[] => {
    loop.endTurn()
    while (loop.windows.length > 0) loop.passWindow()
    return written.flatMap((buffer) => [JSON.parse(buffer.subarray(2).toString()) as unknown].flat())
  }
  return { subscription, wire, read }
}

const fanOut = (offset: number, now = offset * 1_000): void => channel.fanOut(String(offset), offset, now)

describe('the subscribers of a channel', () => {
  it('are told nothing before they have joined', () => {
    const attaching = reader()
    fanOut(1)
    expect(attaching.read()).toEqual([])
  })

  it('join live where they have all that went through', () => {
    const one = reader()
    fanOut(1)
    expect(channel.join(one.subscription, 1)).toBe(true)
    expect(one.subscription.state).toBe('live')
    fanOut(2)
    expect(one.read()).toEqual([2])
  })

  it('must read first what went through meanwhile', () => {
    const late = reader()
    fanOut(1)
    fanOut(2)
    expect(channel.join(late.subscription, 1)).toBe(false)
  })

  it('who are ahead of the fan-out are told only what comes after their position', () => {
    const ahead = reader()
    fanOut(1)
    expect(channel.join(ahead.subscription, 3)).toBe(true)
    for (const offset of [2, 3, 4, 5]) fanOut(offset)
    expect(ahead.read()).toEqual([4, 5])
    expect(ahead.subscription.state).toBe('live')
  })

  it('hear signals while they catch up, but not before their attach is answered', () => {
    const [attaching, catchingUp, joining] = [reader(), reader(), reader()]
    catchingUp.subscription.state = 'catching-up'
    channel.join(joining.subscription, 0)
    channel.fanOutUnstored('"s"', 0, true)
    expect([attaching, catchingUp, joining].map((each) => each.read())).toEqual([[], ['s'], ['s']])
  })

  it('who are congested lose signals, not messages', () => {
    const slow = reader()
    channel.join(slow.subscription, 0)
    fanOut(1)
    slow.wire.buffered = 501
    channel.fanOutUnstored('"signal"', 5_000, true)
    channel.fanOutUnstored('"message"', 6_000, false)
    fanOut(2)
    expect(slow.read()).toEqual([1, 'message', 2])
  })

  it('stay whole when some leave, wherever they stand in the list', () => {
    const readers = Array.from({ length: 5 }, reader)
    for (const { subscription } of readers) channel.join(subscription, 0)
    fanOut(1)
    for (const gone of [1, 4, 0]) {
      const found = readers[gone]
      if (found !== undefined) channel.remove(found.subscription)
    }
    fanOut(2)
    expect(channel.size).toBe(2)
    expect(readers.map((each) => each.read())).toEqual([[1], [1], [1, 2], [1, 2], [1]])
  })

  it('who attach anew leave the fan-out until they join again', () => {
    const one = reader()
    channel.join(one.subscription, 0)
    fanOut(1)
    channel.add(one.subscription)
    one.subscription.state = 'attaching'
    fanOut(2)
    channel.join(one.subscription, 2)
    fanOut(3)
    expect(one.read()).toEqual([1, 3])
    expect(channel.size).toBe(1)
  })
})

describe('the pace of a channel', () => {
  it('sends the first message after quiet at once and those that follow closely together', () => {
    const one = reader()
    channel.join(one.subscription, 0)
    fanOut(1, 100)
    expect(loop.endTurn()).toBe(1)
    fanOut(2, 102)
    fanOut(3, 104)
    expect(loop.endTurn()).toBe(0)
    expect(loop.windows).toHaveLength(1)
    loop.passWindow()
    fanOut(4, 109)
    expect(loop.endTurn()).toBe(1)
    expect(one.read()).toEqual([1, 2, 3, 4])
  })
})
