import { seededRandom } from '@herenow/testing'
import { expect, it, onTestFinished } from 'vitest'
import { Person } from '../../test/person.ts'
import { startHeardServer } from '../testing/support/heard-events.ts'
import type { RawClient } from '../testing/support/raw-client.ts'
import type { PresenceChangeEvent } from './server-event.ts'

/** What an event about one connection means for the person, as docs/events.md says. */
function forThePerson({ clientId, action, connections }: PresenceChangeEvent): string {
  if (action === 'enter') return `${connections === 1 ? 'enter' : 'update'} ${clientId}`
  return `${connections > 0 ? 'update' : action} ${clientId}`
}

it.each([1, 2, 3])('what is told of presence is what people see of each other (seed %i)', async (seed) => {
  const random = seededRandom(seed)
  const server = await startHeardServer(['presence'])
  // The server says for so long after its start that it may not know everyone yet.
  server.clock.advance(10_000)
  const observer = new Person(server.url, 'observer', 'room', server.clock)
  onTestFinished(() => observer.client.close())
  await observer.arrive()
  const seen: string[] = []
  observer.channel.presence.subscribe((event) => {
    if (event.action !== 'interval') seen.push(`${event.action} ${event.member.clientId}`)
  })
  const names = ['ana', 'ana', 'ben', 'ben']
  const tabs: (RawClient | null)[] = names.map(() => null)
  for (let step = 0; step < 60; step += 1) {
    const place = Math.floor(random.next() * names.length)
    const tab = (tabs[place] ??= await server.client({ clientId: names[place] ?? '' }))
    const chance = random.next()
    if (chance < 0.7) await tab.grant({ type: 'presence', channel: 'room', action: 'enter', state: step })
    else if (chance < 0.8) await tab.grant({ type: 'presence', channel: 'room', action: 'leave' })
    else {
      const { connections } = server.server.info()
      if (chance < 0.9) await tab.close()
      else tab.socket.terminate()
      tabs[place] = null
      while (server.server.info().connections === connections) await observer.barrier()
      for (let second = 0; second < 10; second += 1) {
        server.clock.advance(1_000)
        await server.settle()
        await observer.barrier()
        for (const each of tabs) await each?.barrier()
      }
    }
    // Changes within 50 ms are told to people as one.
    server.clock.advance(50)
    await observer.barrier()
  }
  await server.settle()
  const told = server.heard.flatMap((event) => (event.type === 'presence' ? forThePerson(event) : []))
  expect(told.length).toBeGreaterThan(30)
  expect(seen).toEqual(told)
})
