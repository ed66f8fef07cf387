import type { ClientItem, Decoded } from '@herenow/protocol'
import { describe, expect, it } from 'vitest'
import { ManualLoop } from '../testing/support/manual-loop.ts'
import { Inbox } from './inbox.ts'
import { Turns } from './turns.ts'

interface Bench {
  readonly inbox: Inbox
  readonly loop: ManualLoop
  /** Ids of what was taken; `broken` for what could not be read. */
  readonly taken: (number | string)[]
  readonly state: { mayTake: boolean; mayReadAhead: boolean; cost: number; reads: boolean; onTake: () => void }
}

function bench(loop = new ManualLoop(), turns = new Turns(loop)): Bench {
  const taken: (number | string)[] = []
  const state = { mayTake: true, mayReadAhead: true, cost: 0, reads: true, onTake: (): void => {} }
  const take = ({ item }: Decoded<ClientItem>): void => {
    loop.time += state.cost
    taken.push(item?.type === 'ping' ? item.id : 'broken')
    state.onTake()
  }
  const inbox = new Inbox(turns, {
    take,
    mayTake: () => state.mayTake,
    mayReadAhead: () => state.mayReadAhead,
    later: (work) => turns.later(work),
    soon: (work) => turns.soon(work),
    pause: () => (state.reads = false),
    resume: () => (state.reads = true),
  })
  return { inbox, loop, taken, state }
}

const pings = (...ids: readonly number[]): string => JSON.stringify(ids.map((id) => ({ type: 'ping', id })))

/** A hundred others have sent five hundred requests each, a millisecond of work every one. */
function busyServer() {
  const loop = new ManualLoop()
  const turns = new Turns(loop)
  const much = pings(...Array.from({ length: 500 }, (_, id) => id))
  for (let other = 0; other < 100; other += 1) {
    const { inbox, state } = bench(loop, turns)
    state.cost = 1
    inbox.push(much)
  }
  return { loop, turns }
}

describe('what a client sends', () => {
  it('is taken in the turn in which it comes, item by item', () => {
    const { inbox, taken } = bench()
    inbox.push(pings(1, 2))
    inbox.push('{"type":"ping"}')
    inbox.push(pings(3))
    expect(taken).toEqual([1, 2, 'broken', 3])
  })

  it('is spread over turns when it costs much, in order', () => {
    const { inbox, loop, taken, state } = bench()
    state.cost = 4
    inbox.push(pings(1, 2, 3, 4, 5))
    inbox.push(pings(6))
    expect(taken).toEqual([1])
    loop.endTurn()
    expect(taken).toEqual([1, 2, 3])
    loop.endTurn()
    loop.endTurn()
    expect(taken).toEqual([1, 2, 3, 4, 5, 6])
  })

  it('waits while nothing may be taken, in the middle of a frame too', () => {
    const { inbox, loop, taken, state } = bench()
    state.onTake = () => (state.mayTake = taken.length < 2)
    inbox.push(pings(1, 2, 3))
    inbox.push(pings(4))
    expect(taken).toEqual([1, 2])
    state.onTake = () => {}
    state.mayTake = true
    inbox.goOn()
    loop.endTurn()
    expect(taken).toEqual([1, 2, 3, 4])
  })

  it('is not decoded any more once the session has ended', () => {
    const { inbox, loop, taken, state } = bench()
    state.onTake = () => inbox.end()
    inbox.push(pings(1, 2, 3))
    inbox.push(pings(4))
    loop.endTurn()
    expect(taken).toEqual([1])
  })

  it('is read ahead a little, then no more until it is taken', () => {
    const { inbox, loop, taken, state } = bench()
    state.mayTake = false
    const large = JSON.stringify({ type: 'ping', id: 1, filling: 'x'.repeat(40_000) })
    inbox.push(large)
    expect(state.reads).toBe(true)
    inbox.push(large)
    expect(state.reads).toBe(false)
    state.mayTake = true
    inbox.goOn()
    loop.endTurn()
    expect([taken, state.reads]).toEqual([[1, 1], true])
    state.mayTake = false
    for (let frame = 0; frame < 65; frame += 1) inbox.push(pings(1))
    expect(state.reads).toBe(false)
  })

  it('is not read ahead at all where nothing may be', () => {
    const { inbox, state } = bench()
    state.mayTake = false
    state.mayReadAhead = false
    inbox.push(pings(1))
    expect(state.reads).toBe(false)
    state.mayTake = true
    state.mayReadAhead = true
    inbox.proceed()
    expect(state.reads).toBe(true)
  })

  it('is taken in the same turn where it is little, however many others have sent much', () => {
    const { loop, turns } = busyServer()
    const { inbox, taken } = bench(loop, turns)
    inbox.push(pings(1, 2))
    loop.endTurn()
    expect(taken).toEqual([1, 2])
  })

  it('goes on in the next turn where a short piece of work took longer than it should, however much others sent', () => {
    const { loop, turns } = busyServer()
    const { inbox, taken, state } = bench(loop, turns)
    state.cost = 8
    inbox.push(pings(1, 2))
    loop.endTurn()
    expect(taken).toEqual([1])
    loop.endTurn()
    expect(taken).toEqual([1, 2])
  })
})
