import type { PresenceCapability, PresenceConnection } from '@herenow/adapter'
import { expect } from 'vitest'
import type { Participant } from './participant.ts'
import { presenceStory } from './participant.ts'
import type { Scenario } from './stage.ts'

const watching = { presence: true }

/** Waits until the last presence events of a channel read like this. */
async function tells({ recorder, name }: Participant, channel: string, ...story: readonly string[]): Promise<void> {
  await recorder.until(`${name} to be told ${story.join(', ')}`, () => {
    return presenceStory(recorder.events, channel).slice(-story.length).join() === story.join() || undefined
  })
}
const clientsOf = (connections: readonly PresenceConnection[]): readonly string[] =>
  connections.map((it) => it.clientId).sort()

/** Who is there. For services where being there is said, not implied by the attach. */
export function presenceSection(scenario: Scenario, capability: PresenceCapability): void {
  scenario('tells who comes, changes and goes', async ({ join }) => {
    const [ana, bob] = [await join('ana'), await join('bob', { name: 'Bob' })]
    await Promise.all([ana.attach('room', watching), bob.attach('room')])
    await tells(ana, 'room', 'snapshot')
    await bob.session.presence.enter('room', { mood: 1 })
    await tells(ana, 'room', 'enter bob')
    await bob.session.presence.update('room', { mood: 2 })
    await tells(ana, 'room', 'update bob')
    await bob.session.presence.leave('room')
    await tells(ana, 'room', 'leave bob')
    expect(presenceStory(ana.recorder.events, 'room')).toEqual(['snapshot', 'enter bob', 'update bob', 'leave bob'])
    const connections = ana.recorder.of('presence', 'room').map((event) => event.connection)
    if (capability.state) expect(connections.slice(0, 2).map((it) => it.state)).toEqual([{ mood: 1 }, { mood: 2 }])
    expect(connections[0]).toMatchObject({ clientId: 'bob', info: { name: 'Bob' } })
    expect(new Set(connections.map((it) => it.connectionId)).size).toBe(1)
    expect(new Set(connections.map((it) => it.enteredAt)).size).toBe(1)
  })

  scenario('tells us of ourselves as of others', async ({ join }) => {
    const ana = await join('ana')
    await ana.attach('room', watching)
    await ana.session.presence.enter('room', null)
    await tells(ana, 'room', 'enter ana')
  })

  scenario('shows who is there to those who come later', async ({ join }) => {
    const [ana, bob] = [await join('ana'), await join('bob')]
    await bob.attach('room')
    await bob.session.presence.enter('room', { mood: 1 })
    await ana.attach('room', watching)
    const snapshot = await ana.recorder.until('a snapshot', () => ana.recorder.of('presence-snapshot', 'room')[0])
    expect(snapshot.connections).toMatchObject([{ clientId: 'bob', ...(capability.state && { state: { mood: 1 } }) }])
    expect(snapshot.connections).toEqual(await ana.session.presence.get('room'))
  })

  scenario('answers who is there without an attach', async ({ join }) => {
    const [ana, bob] = [await join('ana'), await join('bob')]
    await bob.attach('room')
    await bob.session.presence.enter('room', 1)
    expect(clientsOf(await ana.session.presence.get('room'))).toEqual(['bob'])
    expect(await ana.session.presence.get('empty')).toEqual([])
  })

  scenario('takes an update without an enter for an enter', async ({ join }) => {
    const [ana, bob] = [await join('ana'), await join('bob')]
    await Promise.all([ana.attach('room', watching), bob.attach('room')])
    await bob.session.presence.update('room', 1)
    await tells(ana, 'room', 'snapshot', 'enter bob')
  })

  scenario('makes no noise when nothing changes', async ({ join }) => {
    const [ana, bob] = [await join('ana'), await join('bob')]
    await Promise.all([ana.attach('room', watching), bob.attach('room')])
    await bob.session.presence.enter('room', { mood: 1 })
    await bob.session.presence.enter('room', { mood: 1 })
    await bob.session.presence.leave('room')
    await bob.session.presence.leave('room')
    await tells(ana, 'room', 'leave bob')
    expect(presenceStory(ana.recorder.events, 'room').filter((told) => told !== 'update bob')).toEqual([
      'snapshot',
      'enter bob',
      'leave bob',
    ])
  })

  scenario('shows a clean end at once', async ({ join }) => {
    const [ana, bob, cy] = [await join('ana'), await join('bob'), await join('cy')]
    await Promise.all([ana.attach('room', watching), bob.attach('room'), cy.attach('room')])
    await bob.session.presence.enter('room', 1)
    await cy.session.presence.enter('room', 1)
    await tells(ana, 'room', 'enter cy')
    await bob.session.close()
    await tells(ana, 'room', 'leave bob')
    await cy.session.detach('room')
    await tells(ana, 'room', 'leave cy')
    expect(await ana.session.presence.get('room')).toEqual([])
  })

  scenario('settles an entering that a detach overtakes, however often', async ({ join }) => {
    const ana = await join('ana')
    const wishes = [1, 2, 3].flatMap(() => [
      ana.attach('room'),
      ana.session.presence.enter('room', 1),
      ana.session.detach('room'),
    ])
    await Promise.allSettled(wishes)
    await ana.attach('room')
    expect(await ana.session.presence.get('room')).toEqual([])
  })

  scenario('is not told where it was not asked for, nor after a detach', async ({ join }) => {
    const [ana, bob] = [await join('ana'), await join('bob')]
    await Promise.all([ana.attach('plain'), ana.attach('left', watching), ana.attach('fence', watching)])
    await Promise.all(['plain', 'left', 'fence'].map((name) => bob.attach(name)))
    await ana.session.detach('left')
    const told = presenceStory(ana.recorder.events, 'left').length
    for (const name of ['plain', 'left', 'fence']) await bob.session.presence.enter(name, 1)
    await tells(ana, 'fence', 'enter bob')
    expect(presenceStory(ana.recorder.events, 'plain')).toEqual([])
    expect(presenceStory(ana.recorder.events, 'left')).toHaveLength(told)
  })

  scenario('takes names that mean something to JavaScript', async ({ join }) => {
    const ana = await join('__proto__')
    await ana.attach('constructor')
    await ana.session.presence.enter('constructor', { ok: true })
    expect(clientsOf(await ana.session.presence.get('constructor'))).toEqual(['__proto__'])
  })

  afterCuts(scenario, capability)
  if (capability.connections) severalConnections(scenario)
}

function afterCuts(scenario: Scenario, capability: PresenceCapability): void {
  scenario('is there again after a cut, with the latest state', async ({ join, cut, restore }) => {
    const [ana, bob] = [await join('ana'), await join('bob')]
    await bob.attach('room')
    await bob.session.presence.enter('room', { mood: 1 })
    await cut(bob)
    const updates = [2, 3].map((mood) => bob.session.presence.update('room', { mood }))
    await restore(bob)
    await Promise.all(updates)
    const connections = await ana.session.presence.get('room')
    expect(clientsOf(connections)).toEqual(['bob'])
    if (capability.state) expect(connections[0]?.state).toEqual({ mood: 3 })
  })

  scenario('is not there again after a cut in which it left', async ({ join, cut, restore }) => {
    const [ana, bob] = [await join('ana'), await join('bob')]
    await bob.attach('room')
    await bob.session.presence.enter('room', 1)
    await cut(bob)
    const left = bob.session.presence.leave('room')
    await restore(bob)
    await left
    expect(await ana.session.presence.get('room')).toEqual([])
  })

  scenario('keeps a wish that comes before the connection', async ({ open, join }) => {
    const [ana, bob] = [open('ana'), await join('bob')]
    const wishes = [ana.attach('room'), ana.session.presence.enter('room', 1)]
    ana.session.connect()
    await Promise.all(wishes)
    expect(clientsOf(await bob.session.presence.get('room'))).toEqual(['ana'])
  })

  scenario('shows a new snapshot to an observer who was away', async ({ join, cut, restore }) => {
    const [ana, bob, cy] = [await join('ana'), await join('bob'), await join('cy')]
    await Promise.all([ana.attach('room', watching), bob.attach('room'), cy.attach('room')])
    await bob.session.presence.enter('room', 1)
    await tells(ana, 'room', 'enter bob')
    await cut(ana)
    await cy.session.presence.enter('room', 1)
    await bob.session.presence.leave('room')
    await restore(ana)
    const snapshot = await ana.recorder.until('another snapshot', () => ana.recorder.of('presence-snapshot', 'room')[1])
    expect(clientsOf(snapshot.connections)).toEqual(['cy'])
  })
}

function severalConnections(scenario: Scenario): void {
  scenario("tells a person's connections apart", async ({ join }) => {
    const [ana, one, two] = [await join('ana'), await join('bob'), await join('bob')]
    await Promise.all([ana.attach('room', watching), one.attach('room'), two.attach('room')])
    await one.session.presence.enter('room', 'one')
    await two.session.presence.enter('room', 'two')
    await tells(ana, 'room', 'enter bob', 'enter bob')
    const both = await ana.session.presence.get('room')
    expect(new Set(both.map((it) => it.state))).toEqual(new Set(['one', 'two']))
    expect(new Set(both.map((it) => it.connectionId)).size).toBe(2)
    await one.session.close()
    await tells(ana, 'room', 'leave bob')
    expect((await ana.session.presence.get('room')).map((it) => it.state)).toEqual(['two'])
  })
}
