import type { Capabilities, Position } from '@herenow/adapter'
import { expect } from 'vitest'
import type { Participant } from './participant.ts'
import { positionsOf } from './participant.ts'
import type { Scenario } from './stage.ts'

/** Waits for the `count`th time that a channel was attached. */
async function attachedAgain(participant: Participant, channel: string, count: number): Promise<boolean> {
  const event = await participant.recorder.until(`${channel} to be attached ${count} times`, () => {
    return participant.recorder.of('attached', channel)[count - 1]
  })
  return event.recovered
}

/** Coming back after a cut without a hole and without a double. */
export function recoverySection(scenario: Scenario, capabilities: Capabilities): void {
  scenario('replays what was missed, in order, once, and goes on live', async ({ join, cut, restore }) => {
    const [ana, bob] = [await join('ana'), await join('bob')]
    await ana.attach('room')
    await bob.publish('room', 1, 2)
    await ana.messages('room', 2)
    await cut(ana)
    await bob.publish('room', 3, 4)
    await restore(ana)
    expect(await attachedAgain(ana, 'room', 2)).toBe(true)
    await bob.publish('room', 5)
    await ana.messages('room', 5)
    expect(ana.data('room')).toEqual([1, 2, 3, 4, 5])
  })

  scenario('recovers a channel that was empty when it was left', async ({ join, cut, restore }) => {
    const [ana, bob] = [await join('ana'), await join('bob')]
    await ana.attach('room')
    await cut(ana)
    await bob.publish('room', 'first')
    await restore(ana)
    expect(await attachedAgain(ana, 'room', 2)).toBe(true)
    await ana.messages('room', 1)
    expect(ana.data('room')).toEqual(['first'])
  })

  scenario('loses and doubles nothing over several cuts and channels', async ({ join, cut, restore }) => {
    const [ana, bob] = [await join('ana'), await join('bob')]
    const channels = ['a', 'b', 'c']
    await Promise.all(channels.map((name) => ana.attach(name)))
    for (const round of [1, 2, 3]) {
      await cut(ana)
      await Promise.all(channels.map((name) => bob.publish(name, `${round} away`)))
      await restore(ana)
      await Promise.all(channels.map((name) => bob.publish(name, `${round} back`)))
    }
    for (const name of channels) {
      await ana.messages(name, 6)
      expect(ana.data(name)).toEqual([1, 2, 3].flatMap((round) => [`${round} away`, `${round} back`]))
    }
  })

  scenario('replays more than fits a page', async ({ join, cut, restore }) => {
    const [ana, bob] = [await join('ana'), await join('bob')]
    await ana.attach('room')
    await cut(ana)
    const values = Array.from({ length: 450 }, (_, index) => index)
    await bob.publish('room', ...values)
    await restore(ana)
    await ana.messages('room', values.length)
    await ana.session.ping()
    expect(ana.data('room')).toEqual(values)
  })

  scenario('does not play a rewind a second time', async ({ join, cut, restore }) => {
    const [ana, bob] = [await join('ana'), await join('bob')]
    await bob.publish('room', 1, 2, 3)
    await ana.attach('room', { rewind: 2 })
    await ana.messages('room', 2)
    await cut(ana)
    await restore(ana)
    expect(await attachedAgain(ana, 'room', 2)).toBe(true)
    await bob.publish('room', 4)
    await ana.messages('room', 3)
    expect(ana.data('room')).toEqual([2, 3, 4])
  })

  scenario('carries out what was wished for meanwhile', async ({ join, cut, restore }) => {
    const [ana, bob] = [await join('ana'), await join('bob')]
    await ana.attach('left')
    await cut(ana)
    await ana.session.detach('left')
    const attached = ana.attach('joined')
    await restore(ana)
    await attached
    await bob.publish('left', 1)
    await bob.publish('joined', 2)
    await ana.messages('joined', 1)
    expect(ana.data('left')).toEqual([])
    expect(ana.recorder.of('attached', 'left')).toHaveLength(1)
  })

  if (capabilities.recovery !== 'position') return
  positions(scenario)
  if (capabilities.timestamps === 'service') moments(scenario)
}

function positions(scenario: Scenario): void {
  scenario('continues a fresh attach from a known position', async ({ join }) => {
    const [ana, bob] = [await join('ana'), await join('bob')]
    const [first = null] = await positionsOf(bob, 'room', 1, 2, 3)
    await ana.attach('room', { since: first })
    expect(ana.recorder.of('attached', 'room')).toMatchObject([{ recovered: true }])
    await bob.publish('room', 4)
    await ana.messages('room', 3)
    expect(ana.data('room')).toEqual([2, 3, 4])
  })

  scenario('says so when a position means nothing to it', async ({ join }) => {
    const [ana, bob] = [await join('ana'), await join('bob')]
    const [known] = await positionsOf(bob, 'room', 1)
    if (!known) throw new Error('The service gave no position')
    const foreign: Position = { ...known, epoch: 'of-another-time' }
    await ana.attach('room', { since: foreign })
    expect(ana.recorder.of('attached', 'room')).toMatchObject([{ recovered: false }])
    await bob.publish('room', 2)
    await ana.messages('room', 1)
    expect(ana.data('room')).toEqual([2])
  })

  scenario('rewinds by number, in order, then goes on live', async ({ join }) => {
    const [ana, bob] = [await join('ana'), await join('bob')]
    await bob.publish('room', 1, 2, 3)
    await ana.attach('room', { rewind: 2 })
    await bob.publish('room', 4)
    await ana.messages('room', 3)
    expect(ana.data('room')).toEqual([2, 3, 4])
  })

  scenario('attaches at the position after which the replay starts', async ({ join }) => {
    const [ana, bob] = [await join('ana'), await join('bob')]
    await bob.publish('room', 1, 2, 3)
    await ana.attach('room', { rewind: 1 })
    const [got] = await ana.messages('room', 1)
    const start = ana.recorder.of('attached', 'room')[0]?.position
    expect(start && got?.position && ana.session.compare('room', start, got.position)).toBe(-1)
  })
}

function moments(scenario: Scenario): void {
  scenario('replays from a time on', async ({ join }) => {
    const [ana, bob] = [await join('ana'), await join('bob')]
    const [first] = await bob.publish('room', 1)
    let later = first
    while (later !== undefined && first !== undefined && later.timestamp <= first.timestamp) {
      ;[later] = await bob.publish('clock', null)
    }
    const [second] = await bob.publish('room', 2)
    await bob.publish('room', 3)
    await ana.attach('room', { since: second?.timestamp ?? null })
    await ana.messages('room', 2)
    expect(ana.data('room')).toEqual([2, 3])
  })

  scenario('rewinds by time, in order, then goes on live', async ({ join }) => {
    const [ana, bob] = [await join('ana'), await join('bob')]
    await bob.publish('room', 1, 2, 3)
    await ana.attach('room', { rewind: { seconds: 60 } })
    await bob.publish('room', 4)
    await ana.messages('room', 4)
    expect(ana.data('room')).toEqual([1, 2, 3, 4])
  })
}
