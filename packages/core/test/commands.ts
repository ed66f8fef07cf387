import type { Arbitrary, AsyncCommand } from 'fast-check'
import { boolean, constant, integer, nat } from 'fast-check'
import type { Person } from './person.ts'
import type { World } from './world.ts'

/** Nothing is foreseen: what must hold is asked of the world at the end, and of every person all the time. */
type Model = Record<never, never>
type Command = AsyncCommand<Model, World>

function command(label: string, run: (world: World) => unknown): Command {
  return {
    check: () => true,
    run: async (_model, world) => {
      await run(world)
    },
    toString: () => label,
  }
}

function forPerson(people: number, label: string, run: (person: Person, world: World) => unknown): Arbitrary<Command> {
  return nat(people - 1).map((index) =>
    command(`${label} ${index}`, (world) => {
      const person = world.present[index]
      return person === undefined ? undefined : run(person, world)
    }),
  )
}

/** Whatever may happen to `people` persons in one channel. */
export function anyCommand(people: number): Arbitrary<Command>[] {
  return [
    forPerson(people, 'attach', (person) => person.attach()),
    forPerson(people, 'attach again', (person) => person.attach()),
    forPerson(people, 'detach', (person) => person.detach()),
    forPerson(people, 'lease', (person) => person.lease()),
    forPerson(people, 'release', (person) => person.release()),
    forPerson(people, 'enter', (person) => person.enter()),
    forPerson(people, 'leave', (person) => person.leave()),
    forPerson(people, 'deny', ({ clientId }, { hub }) => hub.deny('room', clientId)),
    forPerson(people, 'allow', ({ clientId }, { hub }) => hub.allow('room', clientId)),
    forPerson(people, 'refresh the token of', (person) => void person.client.refreshToken().catch(() => {})),
    forPerson(people, 'take for another at the next connect', ({ disguise }) => (disguise.isOn = true)),
    forPerson(people, 'throw when heard', (person) =>
      person.whenHeard(() => {
        throw new Error('A listener throws')
      }),
    ),
    forPerson(people, 'unsubscribe', (person) => person.unsubscribe()),
    forPerson(people, 'subscribe', (person) => person.subscribe()),
    forPerson(people, 'unsubscribe when heard', (person) => person.whenHeard(() => person.unsubscribe())),
    forPerson(people, 'load', (person) => void (person.wants && person.channel.log.load(5))),
    forPerson(people, 'fetch older', (person) => void (person.wants && person.channel.log.fetchOlder(3))),
    forPerson(people, 'disconnect', (person, { hub }) => hub.disconnect(person.clientId)),
    forPerson(people, 'offline', (person, { hub }) => hub.goOffline(person.clientId)),
    forPerson(people, 'online', (person, { hub }) => hub.goOnline(person.clientId)),
    forPerson(people, 'close connection', (person) => person.closeConnection()),
    forPerson(people, 'connect', (person) => person.connect()),
    forPerson(people, 'detach when heard', (person) => person.whenHeard(() => person.detach())),
    forPerson(people, 'attach anew when heard', (person) =>
      person.whenHeard(() => {
        person.detach()
        person.attach()
      }),
    ),
    forPerson(people, 'close connection when heard', (person) => person.whenHeard(() => person.closeConnection())),
    forPerson(people, 'retry', (person) => person.meddle('retry')),
    forPerson(people, 'discard', (person) => person.meddle('discard')),
    nat(people - 1).map((index) => command(`replace ${index}`, (world) => world.replace(index))),
    integer({ min: 1, max: 4 }).chain((count) =>
      forPerson(people, `publish ${count} by`, (person) => person.publish(count, true)),
    ),
    forPerson(people, 'publish unstored by', (person) => person.publish(1, false)),
    ...[0, 40, 11_000].map((time) => constant(command(`latency ${time}`, ({ hub }) => hub.latency(time)))),
    boolean().map((bad) => command(`drop ${bad ? 0.2 : 0}`, ({ hub }) => hub.drop(bad ? 0.2 : 0))),
    constant(command('deny everybody', ({ hub }) => hub.deny('room'))),
    constant(command('allow everybody', ({ hub }) => hub.allow('room'))),
    constant(command('restart', ({ hub }) => hub.restart())),
    constant(command('wipe', ({ hub }) => hub.removeHistory('room'))),
    ...[0, 5, 30, 300, 3_000].map((time) => constant(command(`wait ${time}`, ({ clock }) => clock.advance(time)))),
    constant(command('wait 61 s', ({ clock }) => clock.advance(61_000))),
  ]
}
