import { expect, it } from 'vitest'
import type { ConnectionRecord } from '../socket/connection-registry.ts'
import { Turns } from '../socket/turns.ts'
import { ManualClock } from '../testing/manual-clock.ts'
import { ManualLoop } from '../testing/support/manual-loop.ts'
import { Events } from './events.ts'
import { mostWaitingSize } from './listener-queue.ts'
import type { ServerEvent } from './server-event.ts'

const info = { name: 'x'.repeat(2_000), more: { count: 1 } }
/** So many that their `info`s are twice of what may wait. */
const many = Math.ceil((2 * mostWaitingSize) / 2_000)

const record: ConnectionRecord = {
  connectionId: 'c',
  resumeKey: 'k',
  clientId: 'ana',
  onHold: new Set(),
  permissions: null,
  startedAt: 0,
  last: {
    ending: { code: null, closedWith: 1_000, error: null, connection: 'leave', reason: 'left' },
    info,
    endedAt: 0,
  },
}
const change = { clientId: 'ana', connectionId: 'c', info, state: null, enteredAt: 0, updatedAt: 0 }

function scene() {
  const loop = new ManualLoop()
  const events = new Events({
    clock: new ManualClock(),
    random: { next: () => 0, bytes: (count) => new Uint8Array(count) },
    turns: new Turns(loop),
    log: { debug() {}, info() {}, warn() {}, error() {} },
    isOccupied: () => false,
    occupied: () => [],
    emptyAfter: () => 0,
    present: () => 1,
  })
  const settle = (): void => {
    while (loop.endTurn() > 0);
  }
  return { events, settle }
}

it.each<[ServerEvent['type'], (events: Events) => void]>([
  ['connect', (events) => events.connected(record, info, '')],
  ['disconnect', (events) => events.disconnected(record, 'leave')],
  ['presence', (events) => events.presenceChanged('room', { ...change, action: 'enter' })],
])('what others see of a user counts among what waits of "%s", and is another object each time', (type, happen) => {
  const { events, settle } = scene()
  const seen: unknown[] = []
  const take = (event: ServerEvent): void => {
    if (!('info' in event)) return
    seen.push(structuredClone(event.info))
    Object.assign(event.info ?? {}, { name: 'changed', more: null })
  }
  events.listeners.on(type, take)
  events.listeners.on(type, take)
  happen(events)
  settle()
  expect(seen).toEqual([info, info])
  for (let count = 0; count < many; count += 1) happen(events)
  expect(events.stats()[type].dropped).toBeGreaterThan(many / 2)
})
