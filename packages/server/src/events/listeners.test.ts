import { seededRandom } from '@herenow/testing'
import { describe, expect, it, vi } from 'vitest'
import { ManualClock } from '../testing/manual-clock.ts'
import { ManualLoop } from '../testing/support/manual-loop.ts'
import { Turns } from '../socket/turns.ts'
import type { EventHead } from './listeners.ts'
import { Listeners } from './listeners.ts'
import type { ServerEvent } from './server-event.ts'

function scene(seed = 1) {
  const [clock, loop] = [new ManualClock(), new ManualLoop()]
  const lines: { readonly text: string; readonly details: unknown }[] = []
  const log = {
    debug() {},
    info() {},
    warn() {},
    error: (text: string, details: unknown) => void lines.push({ text, details }),
  }
  const wanted: string[][] = []
  const listeners = new Listeners({ clock, random: seededRandom(seed), turns: new Turns(loop), log }, (types) =>
    wanted.push([...types]),
  )
  const tell = (
    make = (head: EventHead): ServerEvent => ({ ...head, type: 'channel', channel: 'a', state: 'empty' }),
  ): void => listeners.tell('channel', 'a', 0, make)
  return { listeners, clock, loop, lines, wanted, tell }
}

describe('listeners', () => {
  it('cost nothing while there are none: nothing is made', () => {
    const { listeners, tell } = scene()
    const make = vi.fn<(head: EventHead) => ServerEvent>()
    tell(make)
    const off = listeners.on('connect', () => {})
    tell(make)
    off()
    expect(make).not.toHaveBeenCalled()
    expect(listeners.wants('channel')).toBe(false)
  })

  it('get an object of their own each, of one event with one id, and another id the next time and after a restart', () => {
    const { listeners, loop, tell } = scene()
    const heard: ServerEvent[] = []
    for (let count = 0; count < 2; count += 1) listeners.on('channel', (event) => void heard.push(event))
    tell()
    tell()
    loop.endTurn()
    expect(heard).toHaveLength(4)
    expect(new Set(heard).size).toBe(4)
    expect(new Set(heard.map(({ id }) => id)).size).toBe(2)
    const again = scene(2)
    again.listeners.tap(['channel'], (event) => void heard.push(event))
    again.tell()
    expect(new Set(heard.map(({ id }) => id)).size).toBe(3)
  })

  it('are known by what they want, as they come and go', () => {
    const { listeners, wanted } = scene()
    const off = listeners.on(['channel', 'connect'], () => {})
    listeners.on('connect', () => {})
    off()
    off()
    expect(wanted).toEqual([['channel', 'connect'], ['channel', 'connect'], ['connect']])
  })

  it('are counted by event: what was told, failed, was late or dropped, and how long it took', async () => {
    const { listeners, loop, clock, tell } = scene()
    let count = 0
    listeners.on('channel', () => {
      count += 1
      loop.time += 3
      if (count === 1) throw new Error('no')
      return count === 2 ? new Promise(() => {}) : undefined
    })
    for (let round = 0; round < 3; round += 1) tell()
    loop.endTurn()
    loop.endTurn()
    loop.time += 5_000
    clock.advance(5_000)
    loop.endTurn()
    const stats = listeners.stats()
    expect(stats.channel).toEqual({ told: 3, failed: 1, late: 1, dropped: 0, milliseconds: 5_009 })
    expect(stats.connect).toEqual({ told: 0, failed: 0, late: 0, dropped: 0, milliseconds: 0 })
    expect(listeners.stats()).not.toBe(stats)
    listeners.dropped('channel', 'of a test')
    expect(listeners.stats().channel.dropped).toBe(1)
    await listeners.close()
  })

  it('that fail all the time are logged once a second, with how often they did in between', () => {
    const { listeners, loop, clock, lines, tell } = scene()
    const error = new Error('no database')
    listeners.on('channel', () => {
      throw error
    })
    for (let round = 0; round < 5; round += 1) tell()
    loop.endTurn()
    clock.advance(1_000)
    tell()
    loop.endTurn()
    expect(lines).toEqual([
      { text: 'A listener of "channel" failed', details: { error } },
      { text: 'A listener of "channel" failed', details: { error, notLogged: 4 } },
    ])
  })

  it('hear nothing after the end, and what they weren’t told is counted and logged', async () => {
    const { listeners, clock, loop, lines, tell } = scene()
    listeners.on('channel', () => new Promise(() => {}))
    tell()
    tell()
    loop.endTurn()
    const closing = listeners.close()
    tell()
    clock.advance(5_000)
    await closing
    expect(listeners.stats().channel).toMatchObject({ told: 1, late: 1, dropped: 1 })
    expect(lines.map(({ text }) => text)).toEqual([
      'A listener of "channel" took longer than 5 s',
      'An event "channel" was dropped: more than 100000 waited for a listener',
    ])
  })
})

describe('a part of the server that keeps events', () => {
  it('hears of each at once, and disturbs nobody where it fails', () => {
    const { listeners, lines, loop, tell } = scene()
    const kept: string[] = []
    const error = new Error('disk full')
    listeners.tap(['channel'], () => {
      throw error
    })
    const off = listeners.tap(['channel', 'publish'], ({ type }) => void kept.push(type))
    tell()
    expect(kept).toEqual(['channel'])
    off()
    tell()
    expect(kept).toEqual(['channel'])
    expect(lines[0]).toEqual({ text: 'The event "channel" could not be kept', details: { error } })
    expect(loop.endTurn()).toBe(0)
  })
})
