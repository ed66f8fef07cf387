import type { AdapterSession, Capabilities } from '@herenow/adapter'
import { expect } from 'vitest'
import { message } from './participant.ts'
import type { Scenario } from './stage.ts'

type Call = (session: AdapterSession) => Promise<unknown>

/** What a service can't do it must say, instead of pretending. */
export function unsupportedSection(scenario: Scenario, capabilities: Capabilities): void {
  const lacking: Readonly<Record<string, Call | null>> = {
    'history at all':
      capabilities.history === 'none' ? (it) => it.history('room', { limit: 1, direction: 'forwards' }) : null,
    'history backwards':
      capabilities.history !== 'full' ? (it) => it.history('room', { limit: 1, direction: 'backwards' }) : null,
    signals: capabilities.signals ? null : (it) => it.signal('room', 'x', 1),
    'entering a channel': capabilities.presence === 'none' ? (it) => it.presence.enter('room', 1) : null,
    'updating presence': capabilities.presence === 'none' ? (it) => it.presence.update('room', 1) : null,
    'who is in a channel': capabilities.presence === 'none' ? (it) => it.presence.get('room') : null,
    'how many are in a channel': capabilities.hereNow === 'none' ? (it) => it.hereNow({ channels: ['room'] }) : null,
    'who is in any channel': capabilities.hereNow === 'global' ? null : (it) => it.hereNow({}),
    'where a client is': capabilities.whereNow ? null : (it) => it.whereNow('ana'),
    'replays of what was missed':
      capabilities.recovery === 'position'
        ? null
        : (it) => it.attach('room', { since: 1, rewind: null, presence: false }),
    'history by time':
      capabilities.history !== 'none' && capabilities.timestamps !== 'service'
        ? (it) => it.history('room', { limit: 1, direction: 'forwards', start: 1 })
        : null,
    'replays from a time on':
      capabilities.timestamps === 'service'
        ? null
        : (it) => it.attach('room', { since: 1, rewind: null, presence: false }),
    'rewinds by time':
      capabilities.timestamps === 'service'
        ? null
        : (it) => it.attach('room', { since: null, rewind: { seconds: 60 }, presence: false }),
  }
  for (const [what, call] of Object.entries(lacking)) {
    if (call === null) continue
    scenario(`says that it does not support ${what}`, async ({ join }) => {
      const { session } = await join('ana')
      await expect(call(session)).rejects.toMatchObject({ code: 'unsupported' })
    })
  }

  if (capabilities.retention !== 'message') {
    scenario('refuses a message that asks for a retention of its own, and takes the others', async ({ join }) => {
      const { session } = await join('ana')
      const asking = [message(1, { store: false }), message(2, { ttl: 60 }), message(3)]
      const outcomes = await session.publish('room', asking)
      const ofUnstored = capabilities.retention === 'channel' ? 'unsupported' : undefined
      expect(outcomes.map(({ error }) => error?.code)).toEqual([ofUnstored, 'unsupported', undefined])
    })
  }

  if (capabilities.occupancy !== 'push') {
    scenario('reports that it does not support watching occupancy', async ({ join }) => {
      const ana = await join('ana')
      ana.session.watchOccupancy({ channels: ['room'], all: false })
      const { error } = await ana.recorder.until('an error', () => ana.recorder.of('error')[0])
      expect(error.code).toBe('unsupported')
    })
  }
}
