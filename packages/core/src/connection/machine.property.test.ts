import { RealtimeError } from '@herenow/adapter'
import { array, assert, constant, constantFrom, oneof, property, record } from 'fast-check'
import { expect, it } from 'vitest'
import type { ConnectionState } from './connection-state.ts'
import type { ConnectionEvent } from './machine.ts'
import { step } from './machine.ts'

const reason = new RealtimeError({ code: 'connection_failed', message: 'no' })
const at = constantFrom(1, 2, 3)
const anyEvent = oneof(
  constantFrom<ConnectionEvent>({ type: 'opened' }, { type: 'lost-due' }, { type: 'close-called' }, { type: 'closed' }),
  constant<ConnectionEvent>({ type: 'failed', reason }),
  record({ type: constant('session' as const), at, state: constant({ status: 'connecting' as const, attempt: 1 }) }),
  record({
    type: constant('session' as const),
    at,
    state: constant({ status: 'connected' as const, connectionId: 'c', clientId: 'ana', info: null }),
  }),
  record({
    type: constant('session' as const),
    at,
    state: constant({ status: 'disconnected' as const, reason, attempt: 1, retryAt: null }),
  }),
)

const after = (
  events: readonly ConnectionEvent[],
  from: ConnectionState = { status: 'initialized' },
): ConnectionState => events.reduce(step, from)

it('is lost only while disconnected, and keeps since and lost over failed attempts', () => {
  assert(
    property(array(anyEvent), (events) => {
      let state = after([])
      for (const event of events) {
        const next = step(state, event)
        if (state.status === 'disconnected' && next.status === 'disconnected') {
          expect(next.since).toBe(state.since)
          expect(next.lost || !state.lost).toBe(true)
        }
        state = next
      }
    }),
  )
})

it('ignores the session while closing', () => {
  const closing: ConnectionState = { status: 'closing' }
  assert(
    property(array(anyEvent), (events) => {
      const fromSession = events.filter((event) => event.type === 'session')
      expect(after(fromSession, closing)).toBe(closing)
    }),
  )
})

it('keeps its state when the session reports a first attempt again', () => {
  const opened = after([{ type: 'opened' }])
  expect(step(opened, { type: 'session', at: 1, state: { status: 'connecting', attempt: 1 } })).toBe(opened)
})

it('shows retries as disconnected, never as connecting again', () => {
  const disconnected = after([
    { type: 'opened' },
    { type: 'session', at: 1, state: { status: 'disconnected', reason, attempt: 1, retryAt: 9 } },
  ])
  expect(disconnected).toMatchObject({ status: 'disconnected', retryAt: 9, lost: false })
  const trying = step(disconnected, { type: 'session', at: 2, state: { status: 'connecting', attempt: 2 } })
  expect(trying).toMatchObject({ status: 'disconnected', since: 1, retryAt: null })
})
