import { expect, it } from 'vitest'
import { ChannelPresence } from './channel-presence.ts'
import { firstCounts, hereNow, whereNow } from './here-now.ts'

/** Channels with the connections in them, written as `client/connection`. */
function channels(content: Readonly<Record<string, readonly string[]>>) {
  return new Map(
    Object.entries(content).map(([name, connections]) => {
      const presence = new ChannelPresence()
      for (const text of connections) {
        const [clientId = '', connectionId = ''] = text.split('/')
        presence.set({ connectionId, clientId, info: null }, `on ${connectionId}`, 1)
      }
      return [name, { presence }]
    }),
  )
}
const house = channels({ kitchen: ['ana/1', 'ana/2', 'ben/3'], attic: [], cellar: ['ana/1'] })

it('counts people in all occupied channels, sorted by name, and in channels that are asked for', () => {
  expect(hereNow(house, {})).toEqual({
    totalChannels: 2,
    totalOccupancy: 3,
    channels: { cellar: { occupancy: 1 }, kitchen: { occupancy: 2 } },
  })
  expect(hereNow(house, { channels: ['attic', 'nowhere', 'attic'] }).channels).toEqual({
    attic: { occupancy: 0 },
    nowhere: { occupancy: 0 },
  })
})

it('lists members, and their states only on request', () => {
  const members = (includeState: boolean) =>
    hereNow(house, { channels: ['kitchen'], includeMembers: true, includeState }).channels['kitchen']?.members
  expect(members(false)).toMatchObject([
    { clientId: 'ana', state: null },
    { clientId: 'ben', state: null },
  ])
  expect(members(true)?.[1]).toMatchObject({ clientId: 'ben', state: 'on 3' })
})

it('returns the totals with every page, and a cursor as long as another page follows', () => {
  const first = hereNow(house, { limit: 1 })
  expect(first).toMatchObject({ totalChannels: 2, totalOccupancy: 3, cursor: 'cellar' })
  const last = hereNow(house, { limit: 1, cursor: first.cursor })
  expect([Object.keys(first.channels), Object.keys(last.channels)]).toEqual([['cellar'], ['kitchen']])
  expect(last.cursor).toBeUndefined()
})

it('finds the channels that a client is present in', () => {
  expect([whereNow(house, 'ana'), whereNow(house, 'ben'), whereNow(house, 'eve')]).toEqual([
    ['kitchen', 'cellar'],
    ['kitchen'],
    [],
  ])
})

it('sends a watch its first counts, of all occupied channels if it watches all', () => {
  expect(firstCounts(house, { channels: ['attic', 'kitchen'], all: false })?.counts).toEqual([
    { channel: 'attic', occupancy: 0 },
    { channel: 'kitchen', occupancy: 2 },
  ])
  expect(firstCounts(house, { channels: ['attic', 'kitchen'], all: true })?.counts).toHaveLength(3)
  expect(firstCounts(house, { channels: [], all: false })).toBeNull()
})
