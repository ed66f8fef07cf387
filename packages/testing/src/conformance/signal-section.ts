import type { Capabilities } from '@herenow/adapter'
import { expect } from 'vitest'
import type { Scenario } from './stage.ts'

/** Signals: tiny, unstored, for those who are attached. */
export function signalSection(scenario: Scenario, capabilities: Capabilities): void {
  scenario('carries a signal to others who are attached, with who sent it', async ({ join }) => {
    const [ana, bob] = [await join('ana'), await join('bob', { name: 'Bob' })]
    await Promise.all([ana.attach('room'), ana.attach('fence')])
    await bob.session.signal('room', 'typing', { on: true })
    await bob.session.signal('elsewhere', 'typing', { on: true })
    await bob.session.signal('fence', 'x', null)
    // Signals of different channels may overtake each other.
    await ana.recorder.until(
      'both',
      () => ana.recorder.of('signal', 'fence')[0] && ana.recorder.of('signal', 'room')[0],
    )
    const signals = ana.recorder.of('signal').map((event) => event.signal)
    expect(signals.sort((a, b) => a.channel.localeCompare(b.channel))).toMatchObject([
      { channel: 'fence', data: null },
      { channel: 'room', name: 'typing', data: { on: true }, clientId: 'bob', info: { name: 'Bob' } },
    ])
  })

  scenario('takes a signal as large as it claims', async ({ join }) => {
    const [ana, bob] = [await join('ana'), await join('bob')]
    await ana.attach('room')
    const data = 'x'.repeat(capabilities.maxSignalBytes - 2)
    await bob.session.signal('room', 'x', data)
    const event = await ana.recorder.until('the signal', () => ana.recorder.of('signal', 'room')[0])
    expect(event.signal.data).toBe(data)
  })

  scenario('keeps signals out of messages and their positions', async ({ join }) => {
    const ana = await join('ana')
    await ana.attach('room')
    await ana.session.signal('room', 'x', 1)
    await ana.publish('room', 'message')
    await ana.messages('room', 1)
    expect(ana.data('room')).toEqual(['message'])
    if (capabilities.history === 'none') return
    const page = await ana.session.history('room', { limit: 10, direction: 'forwards' })
    expect(page.items.map((it) => it.data)).toEqual(['message'])
  })
}
