import { expect } from 'vitest'
import type { Participant } from './participant.ts'
import { presenceStory } from './participant.ts'
import type { Scenario } from './stage.ts'

const watching = { presence: true }

async function tells({ recorder, name }: Participant, story: readonly string[]): Promise<void> {
  await recorder.until(`${name} to be told ${story.join(', ')}`, () => {
    return presenceStory(recorder.events, 'room').slice(-story.length).join() === story.join() || undefined
  })
}

/** Who is there. For services where whoever attaches is present, and there is no separate enter. */
export function impliedPresenceSection(scenario: Scenario): void {
  scenario('tells who attaches as who comes, and who detaches as who goes', async ({ join }) => {
    const [ana, bob] = [await join('ana'), await join('bob')]
    await ana.attach('room', watching)
    await bob.attach('room', watching)
    await tells(ana, ['enter bob'])
    await bob.session.detach('room')
    await tells(ana, ['enter bob', 'leave bob'])
  })

  scenario('lists whoever is attached', async ({ join }) => {
    const [ana, bob] = [await join('ana'), await join('bob')]
    await Promise.all([ana.attach('room', watching), bob.attach('room', watching)])
    const present = await ana.session.presence.get('room')
    expect(present.map(({ clientId }) => clientId).sort()).toEqual(['ana', 'bob'])
  })

  scenario('is present again after a cut, without having been told to', async ({ join, cut, restore }) => {
    const [ana, bob] = [await join('ana'), await join('bob')]
    await Promise.all([ana.attach('room', watching), bob.attach('room', watching)])
    await cut(bob)
    await restore(bob)
    await bob.recorder.until('the second attach', () => bob.recorder.of('attached', 'room')[1])
    await bob.session.ping()
    const present = await ana.session.presence.get('room')
    expect(present.map(({ clientId }) => clientId).sort()).toEqual(['ana', 'bob'])
  })

  scenario('rejects entering and leaving as such', async ({ join }) => {
    const { session } = await join('ana')
    await expect(session.presence.enter('room', null)).rejects.toMatchObject({ code: 'unsupported' })
    await expect(session.presence.leave('room')).rejects.toMatchObject({ code: 'unsupported' })
  })
}

/** Asking again and again, for services that don't push counts. */
export function polledOccupancySection(scenario: Scenario, isImplied: boolean): void {
  scenario('answers with the counts of the moment, however often it is asked', async ({ join }) => {
    const [ana, bob] = [await join('ana'), await join('bob')]
    const count = async (): Promise<number> => (await ana.session.hereNow({ channels: ['room'] })).totalOccupancy
    expect(await count()).toBe(0)
    await bob.attach('room', watching)
    if (!isImplied) await bob.session.presence.enter('room', null)
    expect(await count()).toBe(1)
    await bob.session.detach('room')
    expect(await count()).toBe(0)
  })
}
