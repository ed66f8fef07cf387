import type { Capabilities, HereNow } from '@herenow/adapter'
import { expect } from 'vitest'
import type { Participant } from './participant.ts'
import type { Scenario, Stage } from './stage.ts'

/** Makes clients present: by channel, which client ids. */
async function fill(
  { join }: Stage,
  rooms: Readonly<Record<string, readonly string[]>>,
): Promise<readonly Participant[]> {
  const everyone: Participant[] = []
  for (const [channel, clients] of Object.entries(rooms)) {
    for (const clientId of clients) {
      const client = await join(clientId)
      await client.attach(channel)
      await client.session.presence.enter(channel, { of: clientId })
      everyone.push(client)
    }
  }
  return everyone
}
const occupancies = (answer: HereNow): Readonly<Record<string, number>> =>
  Object.fromEntries(Object.entries(answer.channels).map(([name, { occupancy }]) => [name, occupancy]))

/** Asking who is where, without attaching. */
export function hereNowSection(scenario: Scenario, capabilities: Capabilities): void {
  scenario('counts people, not connections', async (stage) => {
    const [ana] = await fill(stage, { room: ['ana', 'bob', 'bob'] })
    const answer = await ana?.session.hereNow({ channels: ['room'] })
    expect(answer).toMatchObject({ totalChannels: 1, totalOccupancy: 2, channels: { room: { occupancy: 2 } } })
    expect(answer?.channels['room']).not.toHaveProperty('members')
  })

  scenario('lists people with their connections, and their states only if asked to', async (stage) => {
    const [ana] = await fill(stage, { room: ['ana', 'bob', 'bob'] })
    const ask = async (includeState: boolean): Promise<unknown> => {
      const answer = await ana?.session.hereNow({ channels: ['room'], includeMembers: true, includeState })
      const members = answer?.channels['room']?.members ?? []
      return members
        .map((it) => [it.clientId, it.connections.length, it.state])
        .sort(([a], [b]) => String(a).localeCompare(String(b)))
    }
    expect(await ask(false)).toEqual([
      ['ana', 1, null],
      ['bob', 2, null],
    ])
    expect(await ask(true)).toEqual([
      ['ana', 1, { of: 'ana' }],
      ['bob', 2, { of: 'bob' }],
    ])
  })

  scenario('answers for a channel that nobody is in', async ({ join }) => {
    const answer = await (await join('ana')).session.hereNow({ channels: ['nobody'], includeMembers: true })
    expect(answer.totalOccupancy).toBe(0)
    expect(answer.channels['nobody']?.occupancy ?? 0).toBe(0)
  })

  scenario('keeps up with who goes', async (stage) => {
    const [ana, bob] = await fill(stage, { room: ['ana', 'bob'] })
    await bob?.session.presence.leave('room')
    expect(await ana?.session.hereNow({ channels: ['room'] })).toMatchObject({ totalOccupancy: 1 })
  })

  if (capabilities.hereNow !== 'global') return

  scenario('answers for several channels, and for all', async (stage) => {
    const [ana] = await fill(stage, { a: ['ana'], b: ['bob', 'cy'], __proto__x: ['dee'] })
    const some = await ana?.session.hereNow({ channels: ['a', 'b'] })
    expect(some).toMatchObject({ totalChannels: 2, totalOccupancy: 3 })
    const all = await ana?.session.hereNow({})
    expect(all).toMatchObject({ totalChannels: 3, totalOccupancy: 4 })
    expect(all && occupancies(all)).toEqual({ a: 1, b: 2, __proto__x: 1 })
  })

  scenario('gives all channels page by page', async (stage) => {
    const names = ['a', 'b', 'c', 'd', 'e']
    const [ana] = await fill(stage, Object.fromEntries(names.map((name) => [name, [`in-${name}`]])))
    const found: string[] = []
    let cursor: string | undefined
    do {
      const page: HereNow | undefined = await ana?.session.hereNow({
        limit: 2,
        ...(cursor !== undefined && { cursor }),
      })
      expect(page).toMatchObject({ totalChannels: 5, totalOccupancy: 5 })
      const listed = Object.keys(page?.channels ?? {})
      expect(listed.length).toBeLessThanOrEqual(2)
      found.push(...listed)
      cursor = page?.cursor
    } while (cursor !== undefined)
    expect(found.sort()).toEqual(names)
  })
}

/** Asking in which channels a client is present. */
export function whereNowSection(scenario: Scenario): void {
  scenario('lists the channels that a client is in, however many connections it has', async (stage) => {
    const [ana] = await fill(stage, { a: ['ana'], b: ['ana', 'bob'], c: ['bob', 'ana'] })
    expect([...((await ana?.session.whereNow('ana')) ?? [])].sort()).toEqual(['a', 'b', 'c'])
    expect([...((await ana?.session.whereNow('bob')) ?? [])].sort()).toEqual(['b', 'c'])
    expect(await ana?.session.whereNow('nobody')).toEqual([])
  })

  scenario('forgets channels that were left', async (stage) => {
    const [ana, bob] = await fill(stage, { a: ['ana', 'bob'] })
    await bob?.session.presence.leave('a')
    expect(await ana?.session.whereNow('bob')).toEqual([])
  })
}

/** Following how many are where, without attaching. */
export function occupancySection(scenario: Scenario): void {
  const reaches = ({ recorder }: Participant, channel: string, occupancy: number): Promise<true> =>
    recorder.until(`${occupancy} in ${channel}`, () => {
      const counts = recorder.of('occupancy').flatMap((event) => event.counts)
      return counts.filter((count) => count.channel === channel).at(-1)?.occupancy === occupancy || undefined
    })

  scenario('tells the present counts at once, then changes, down to zero', async (stage) => {
    const [bob] = await fill(stage, { room: ['bob'] })
    const ana = await stage.join('ana')
    ana.session.watchOccupancy({ channels: ['room', 'quiet'], all: false })
    await reaches(ana, 'room', 1)
    const [cy] = await fill(stage, { room: ['cy'] })
    await reaches(ana, 'room', 2)
    await cy?.session.close()
    await reaches(ana, 'room', 1)
    await bob?.session.presence.leave('room')
    await reaches(ana, 'room', 0)
  })

  scenario('follows every channel if asked to', async (stage) => {
    await fill(stage, { old: ['bob'] })
    const ana = await stage.join('ana')
    ana.session.watchOccupancy({ channels: [], all: true })
    await reaches(ana, 'old', 1)
    await fill(stage, { new: ['cy'] })
    await reaches(ana, 'new', 1)
  })

  scenario('stops for channels that are no longer watched', async (stage) => {
    const ana = await stage.join('ana')
    ana.session.watchOccupancy({ channels: ['a', 'b'], all: false })
    await fill(stage, { a: ['bob'], b: ['bob'] })
    await Promise.all([reaches(ana, 'a', 1), reaches(ana, 'b', 1)])
    ana.session.watchOccupancy({ channels: ['b'], all: false })
    await ana.session.ping()
    ana.recorder.clear()
    await fill(stage, { a: ['cy'], b: ['cy'] })
    await reaches(ana, 'b', 2)
    expect(ana.recorder.of('occupancy').flatMap((event) => event.counts.map((it) => it.channel))).not.toContain('a')
  })

  scenario('goes on after a cut', async (stage) => {
    const ana = await stage.join('ana')
    ana.session.watchOccupancy({ channels: ['room'], all: false })
    await stage.cut(ana)
    await fill(stage, { room: ['bob'] })
    await stage.restore(ana)
    await reaches(ana, 'room', 1)
  })
}
