import type { HereNowResult } from '@herenow/protocol'
import { limits } from '@herenow/protocol'
import { describe, expect, it } from 'vitest'
import { hereNow, presencePage } from './here-now.ts'
import { PresenceTable } from './presence-table.ts'

/** A table with so many connections, of as many clients, in each channel. */
function tableOf(counts: Readonly<Record<string, number>>, state: unknown = null): PresenceTable {
  const table = new PresenceTable()
  for (const [channel, count] of Object.entries(counts)) {
    for (let i = 0; i < count; i += 1) {
      const id = `${channel}-${String(i).padStart(4, '0')}`
      table.put(channel, { connectionId: id, clientId: id, info: null, state }, 0)
    }
  }
  return table
}

const everything = (): boolean => true

/** All pages of an answer. */
function pagesOf(ask: (cursor: string | undefined) => HereNowResult): readonly HereNowResult[] {
  const pages: HereNowResult[] = []
  for (let cursor: string | undefined, done = false; !done; done = cursor === undefined) {
    const page = ask(cursor)
    pages.push(page)
    cursor = page.cursor
  }
  return pages
}

describe('here now', () => {
  it('lists channels by name, as many a page as asked for, with totals over all', () => {
    const table = tableOf({ c: 1, a: 2, b: 3, d: 1 })
    const pages = pagesOf((cursor) =>
      hereNow(table, { limit: 3, ...(cursor === undefined ? {} : { cursor }) }, everything),
    )
    expect(pages.map((page) => page.channels.map(({ channel, occupancy }) => `${channel}${occupancy}`))).toEqual([
      ['a2', 'b3', 'c1'],
      ['d1'],
    ])
    for (const page of pages) expect(page).toMatchObject({ totalChannels: 4, totalOccupancy: 7 })
  })

  it('answers for a channel that is asked for twice, or empty, once', () => {
    const answer = hereNow(tableOf({ a: 1 }), { channels: ['b', 'a', 'b'] }, everything)
    expect(answer.channels).toEqual([
      { channel: 'a', occupancy: 1 },
      { channel: 'b', occupancy: 0 },
    ])
  })

  it('counts nothing that one may not see', () => {
    const answer = hereNow(tableOf({ a: 1, secret: 5 }), {}, (channel) => channel !== 'secret')
    expect(answer).toMatchObject({ totalChannels: 1, totalOccupancy: 1, channels: [{ channel: 'a' }] })
  })

  it('goes on with a channel whose members do not fit, and gives everybody once', () => {
    const table = tableOf({ a: 3, big: 400, z: 2 }, 'x'.repeat(2_000))
    const pages = pagesOf((cursor) =>
      hereNow(table, { members: true, state: true, ...(cursor === undefined ? {} : { cursor }) }, everything),
    )
    expect(pages.length).toBeGreaterThan(3)
    for (const page of pages) expect(JSON.stringify(page).length).toBeLessThan(limits.pageBytes + 10_000)
    const found = pages.flatMap((page) => page.channels.flatMap((each) => each.connections ?? []))
    expect(new Set(found.map((connection) => connection.connectionId)).size).toBe(405)
    expect(found).toHaveLength(405)
    const occupancies = pages.flatMap((page) => page.channels.filter((each) => each.channel === 'big'))
    expect(new Set(occupancies.map((each) => each.occupancy))).toEqual(new Set([400]))
  })

  it('pages the connections of one channel, also when the one at the cursor has gone', () => {
    const table = tableOf({ a: 200 }, 'x'.repeat(2_000))
    const first = presencePage(table, 'a', undefined)
    const cursor = first.cursor ?? ''
    table.remove('a', cursor, 'leave', 0)
    const second = presencePage(table, 'a', cursor)
    expect(first.connections.length + second.connections.length).toBe(200)
    expect(second.connections[0]?.connectionId).not.toBe(cursor)
    expect(second).not.toHaveProperty('cursor')
  })
})
