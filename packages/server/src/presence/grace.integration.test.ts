import { describe, expect, it, onTestFinished } from 'vitest'
import type { ChannelRules } from '../channel/channel-rules.ts'
import type { ManualClock } from '../testing/manual-clock.ts'
import { Person } from '../../test/person.ts'
import type { TestServer } from '../testing/support/test-server.ts'
import { startTestServer } from '../testing/support/test-server.ts'

interface Scene {
  readonly server: TestServer
  /** Follows the channel and takes no part. */
  readonly observer: Person
  /** What the observer heard, person by person. */
  readonly heard: string[]
  readonly join: (clientId: string) => Promise<Person>
  /** Lets time pass for everybody, a moment at a time. */
  readonly pass: (milliseconds: number) => Promise<void>
}

async function joinAs(server: TestServer, clock: ManualClock, clientId: string): Promise<Person> {
  const person = new Person(server.url, clientId, 'room:a', clock)
  onTestFinished(() => person.client.close())
  await person.arrive()
  return person
}

async function scene(rules: ChannelRules = {}): Promise<Scene> {
  const server = await startTestServer({ rules })
  server.clock.advance(10_000)
  const people: Person[] = []
  const join = async (clientId: string): Promise<Person> => {
    const person = await joinAs(server, server.clock, clientId)
    people.push(person)
    return person
  }
  const observer = await join('observer')
  const heard: string[] = []
  observer.channel.presence.subscribe((event) => {
    if (event.action !== 'interval')
      heard.push(`${event.action} ${event.member.clientId} ${String(event.member.state)}`)
  })
  const pass = async (milliseconds: number): Promise<void> => {
    for (let left = milliseconds; left > 0; left -= 1_000) {
      server.clock.advance(Math.min(left, 1_000))
      await Promise.all(people.map((person) => person.barrier()))
    }
  }
  return { server, observer, heard, join, pass }
}

/** Cuts somebody's connection and waits until the server has noticed. */
async function lose({ server, observer }: Scene, person: Person): Promise<void> {
  const before = server.server.info().connections
  person.cut()
  while (server.server.info().connections === before) await observer.barrier()
}

describe('somebody whose connection is lost without a word', () => {
  it('and who is back after 9.9 s has never been away', async () => {
    const all = await scene()
    const ben = await all.join('ben')
    await ben.channel.presence.enter(1)
    await all.pass(100)
    const before = all.observer.channel.presence.members.getState().byClientId.get('ben')
    await lose(all, ben)
    await all.pass(9_900)
    await ben.restore()
    await all.pass(11_000)
    expect(all.heard).toEqual(['enter ben 1'])
    expect(all.observer.channel.presence.members.getState().byClientId.get('ben')).toBe(before)
  })

  it('and who is back after 10.1 s has timed out, and enters by itself with what they said last', async () => {
    const all = await scene()
    const ben = await all.join('ben')
    await ben.channel.presence.enter(1)
    await all.pass(100)
    await lose(all, ben)
    await all.pass(10_100)
    await ben.restore()
    await all.pass(1_000)
    expect(all.heard).toEqual(['enter ben 1', 'timeout ben 1', 'enter ben 1'])
  })

  it('and back, and lost again, times out once, a whole grace after the second loss', async () => {
    const all = await scene()
    const ben = await all.join('ben')
    await ben.channel.presence.enter(1)
    await lose(all, ben)
    await all.pass(6_000)
    await ben.restore()
    await lose(all, ben)
    await all.pass(9_900)
    expect(all.heard).toEqual(['enter ben 1'])
    await all.pass(20_000)
    expect(all.heard).toEqual(['enter ben 1', 'timeout ben 1'])
  })

  it('is still here on a fresh page; the dead connection ends without a leave', async () => {
    const all = await scene()
    const old = await all.join('ben')
    await old.channel.presence.enter('old')
    await lose(all, old)
    const fresh = await all.join('ben')
    await fresh.channel.presence.enter('fresh')
    await all.pass(1_000)
    expect([...all.observer.sees()]).toEqual([['ben', ['old', 'fresh']]])
    await all.pass(10_000)
    expect([...all.observer.sees()]).toEqual([['ben', ['fresh']]])
    expect(all.heard).toEqual(['enter ben old', 'update ben fresh', 'update ben fresh'])
  })

  it('ends with the last thing that they could say', async () => {
    const all = await scene()
    const [ben, cem] = [await all.join('ben'), await all.join('cem')]
    await ben.channel.presence.enter(1)
    await all.pass(100)
    await ben.channel.presence.update(2)
    await lose(all, ben)
    await all.pass(11_000)
    expect(all.heard).toEqual(['enter ben 1', 'update ben 2', 'timeout ben 2'])
    expect([cem, all.observer].map((person) => person.sees().size)).toEqual([0, 0])
  })
})

describe('where rules give channels graces of their own', () => {
  it('each ends at its own time, and who returns within the longest is put back where a shorter one has ended', async () => {
    const all = await scene({ 'brief:*': { presence: { grace: 2 } }, 'patient:*': { presence: { grace: 60 } } })
    const elsewhere: string[] = []
    for (const name of ['brief:a', 'patient:a']) {
      const channel = all.observer.client.channel(name)
      channel.presence.subscribe(['enter', 'leave', 'timeout'], ({ action }) => elsewhere.push(`${action} in ${name}`))
      await channel.attach()
    }
    const ben = await all.join('ben')
    await ben.channel.presence.enter(1)
    for (const name of ['brief:a', 'patient:a']) await ben.client.channel(name).presence.enter(2)
    await all.pass(100)
    expect(elsewhere).toEqual(['enter in brief:a', 'enter in patient:a'])

    await lose(all, ben)
    await all.pass(1_900)
    expect(elsewhere).toHaveLength(2)
    await all.pass(200)
    expect(elsewhere.slice(2)).toEqual(['timeout in brief:a'])
    await all.pass(8_100)
    expect(all.heard).toEqual(['enter ben 1', 'timeout ben 1'])
    await ben.restore()
    await all.pass(1_000)
    expect(elsewhere.slice(3)).toEqual(['enter in brief:a'])
    expect(all.heard.slice(2)).toEqual(['enter ben 1'])
    expect(ben.client.channel('brief:a').presence.members.getState().self?.state).toBe(2)
  })

  it('one of 0 ends with the connection', async () => {
    const all = await scene({ '*': { presence: { grace: 0 } } })
    const ben = await all.join('ben')
    await ben.channel.presence.enter(1)
    await all.pass(100)
    await lose(all, ben)
    await all.pass(100)
    expect(all.heard).toEqual(['enter ben 1', 'timeout ben 1'])
  })

  it('leaves no timer when the server closes meanwhile', async () => {
    const all = await scene({ 'brief:*': { presence: { grace: 2 } } })
    const ben = await all.join('ben')
    await ben.channel.presence.enter(1)
    await ben.client.channel('brief:a').presence.enter(2)
    await lose(all, ben)
    await Promise.all([ben, all.observer].map(({ client }) => client.close()))
    await all.server.server.close()
    expect(all.server.clock.pending).toBe(0)
  })
})

it('makes no noise for people when the server restarts and all of them come back within the grace', async () => {
  const first = await startTestServer()
  first.clock.advance(10_000)
  const people = await Promise.all(Array.from({ length: 20 }, (_, index) => joinAs(first, first.clock, `p${index}`)))
  const heard: string[] = []
  for (const person of people) await person.channel.presence.enter(person.client.clientId)
  first.clock.advance(50)
  for (const person of people) await person.barrier()
  const [watching] = people
  watching?.channel.presence.subscribe((event) => {
    if (event.action !== 'update') heard.push(event.action)
  })
  await first.server.close()
  const second = await startTestServer({ port: first.port })
  for (const person of people) await person.restore()
  // The new server's time, then the people's: its grace, and what it tells at the end of it.
  for (const milliseconds of [5_000, 4_999, 1, 50]) {
    for (const clock of [second.clock, first.clock]) clock.advance(milliseconds)
    for (const person of people) await person.barrier()
  }
  first.clock.advance(16)
  expect(heard).toEqual([])
  const everybody = new Map(people.map(({ client }) => [client.clientId, [client.clientId]]))
  for (const person of people) expect(person.sees()).toEqual(everybody)
})
