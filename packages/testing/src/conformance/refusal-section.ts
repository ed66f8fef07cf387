import { expect } from 'vitest'
import type { Participant } from './participant.ts'
import type { Scenario } from './stage.ts'

/** What a client is told of a channel, and when its attach is settled, in order. */
function story(
  participant: Participant,
  channel: string,
): { readonly told: string[]; readonly attach: () => Promise<void> } {
  const told: string[] = []
  return {
    told,
    async attach() {
      const before = participant.recorder.of('channel', channel).length
      const since = (): readonly string[] =>
        participant.recorder
          .of('channel', channel)
          .slice(before)
          .map(({ state }) => state.status)
      await participant.attach(channel).then(
        () => told.push('resolved'),
        () => told.push(...since().filter((status) => status !== 'attaching'), 'rejected'),
      )
    },
  }
}

/** Channels whose messages a client may have, though it may not be present there or see who is. */
export function hiddenPresenceSection(scenario: Scenario): void {
  scenario('attaches, tells why presence is hidden, and delivers messages', async (stage) => {
    const [ana, bob] = [await stage.join('ana'), await stage.join('bob')]
    await stage.denyPresence(ana, 'room')
    await ana.attach('room', { presence: true })
    const { error } = await ana.recorder.until('hidden presence', () => ana.recorder.of('presence-hidden', 'room')[0])
    expect(error).toMatchObject({ code: 'forbidden', retryable: false })
    await bob.session.presence.enter('room', null)
    await bob.publish('room', 'heard')
    await ana.messages('room', 1)
    expect(ana.recorder.of('presence', 'room')).toEqual([])
    expect(ana.recorder.of('presence-snapshot', 'room')).toEqual([])
    await expect(ana.session.presence.enter('room', null)).rejects.toMatchObject({ code: 'forbidden' })
  })

  scenario(
    'tells when that right is withdrawn, for us and for others, and who is there when it is back',
    async (stage) => {
      const [ana, bob] = [await stage.join('ana'), await stage.join('bob')]
      await Promise.all([ana, bob].map((one) => one.attach('room', { presence: true })))
      for (const one of [ana, bob]) await one.session.presence.enter('room', null)
      await ana.recorder.until('both', () => ana.recorder.of('presence', 'room')[1])
      await stage.denyPresence(ana, 'room')
      await ana.recorder.until('hidden presence', () => ana.recorder.of('presence-hidden', 'room')[0])
      await ana.recorder.until('refused presence', () => ana.recorder.of('presence-refused', 'room')[0])
      await bob.recorder.until('the leave', () =>
        bob.recorder
          .of('presence', 'room')
          .find(({ action, connection }) => action === 'leave' && connection.clientId === 'ana'),
      )
      const before = ana.recorder.of('presence-snapshot', 'room').length
      await stage.allowPresence(ana, 'room')
      const snapshot = await ana.recorder.until(
        'who is there',
        () => ana.recorder.of('presence-snapshot', 'room')[before],
      )
      expect(snapshot.connections.map(({ clientId }) => clientId)).toEqual(['bob'])
    },
  )
}

/** Channels that the service refuses, and those whose right is withdrawn. */
export function refusalSection(scenario: Scenario): void {
  scenario('tells that a channel has failed before the attach rejects, with the same reason', async (stage) => {
    const ana = await stage.join('ana')
    await stage.deny(ana, 'room')
    const { told, attach } = story(ana, 'room')
    await attach()
    expect(told).toEqual(['failed', 'rejected'])
    const rejection: unknown = await ana.attach('room').catch((reason: unknown) => reason)
    expect(ana.recorder.of('channel', 'room').at(-1)?.state).toEqual({ status: 'failed', reason: rejection })
    expect(rejection).toMatchObject({ code: 'forbidden', retryable: false })
  })

  scenario('asks again at each attach after a refusal', async (stage) => {
    const [ana, bob] = [await stage.join('ana'), await stage.join('bob')]
    await stage.deny(ana, 'room')
    for (const _ of [1, 2]) await expect(ana.attach('room')).rejects.toMatchObject({ code: 'forbidden' })
    await stage.allow(ana, 'room')
    await ana.attach('room')
    await bob.publish('room', 1)
    await ana.messages('room', 1)
  })

  scenario(
    'tells when a right is withdrawn, delivers nothing more, and attaches anew when it is back',
    async (stage) => {
      const [ana, bob] = [await stage.join('ana'), await stage.join('bob')]
      await Promise.all([ana.attach('room'), ana.attach('fence')])
      await stage.deny(ana, 'room')
      await ana.recorder.until('the end of the channel', () =>
        ana.recorder.of('channel', 'room').find(({ state }) => state.status === 'failed'),
      )
      await bob.publish('room', 'unheard')
      await bob.publish('fence', 1)
      await ana.messages('fence', 1)
      expect(ana.data('room')).toEqual([])
      await stage.allow(ana, 'room')
      await ana.attach('room')
      await bob.publish('room', 'heard')
      await ana.messages('room', 1)
      expect(ana.data('room')).toEqual(['heard'])
    },
  )

  scenario('does not come back by itself to a channel that was refused', async (stage) => {
    const ana = await stage.join('ana')
    await stage.deny(ana, 'room')
    await expect(ana.attach('room')).rejects.toMatchObject({ code: 'forbidden' })
    await stage.allow(ana, 'room')
    await stage.cut(ana)
    await stage.restore(ana)
    await ana.session.ping()
    expect(ana.recorder.of('attached', 'room')).toEqual([])
  })
}
