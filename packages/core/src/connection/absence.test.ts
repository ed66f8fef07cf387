import type { SessionState } from '@herenow/adapter'
import { hint, RealtimeError } from '@herenow/adapter'
import { createTestClock, recordingLogger } from '@herenow/testing'
import { expect, it } from 'vitest'
import { createAbsence } from './absence.ts'
import type { ConnectionState } from './connection-state.ts'
import type { ConnectionEvent } from './machine.ts'
import { step } from './machine.ts'

const connected: SessionState = { status: 'connected', connectionId: 'c1', clientId: 'ana', info: null }
function away(advice: string = 'Start the server.'): SessionState {
  const reason = new RealtimeError({ code: 'connection_failed', message: 'Nobody there.', hint: advice })
  return { status: 'disconnected', reason, attempt: 1, retryAt: null }
}

/** An absence that is news after 3 s, with nothing else of a client. */
function setup() {
  const clock = createTestClock()
  const log = recordingLogger()
  const news: string[] = []
  let state: ConnectionState = { status: 'initialized' }
  const absence = createAbsence({
    clock,
    log,
    lostAfter: 3_000,
    state: () => state,
    onDue(type) {
      news.push(type)
      apply({ type })
    },
  })
  function apply(event: ConnectionEvent): void {
    const previous = state
    state = step(previous, event)
    absence.changed(state, previous)
  }
  return {
    clock,
    news,
    warnings: () => log.entries.map(({ message }) => message),
    opened: () => {
      absence.opened()
      apply({ type: 'opened' })
    },
    told: (session: SessionState) => apply({ type: 'session', state: session, at: 0 }),
  }
}

it('calls an established connection lost that stays away, counted from the first failure', async () => {
  const { clock, news, opened, told, warnings } = setup()
  opened()
  told(connected)
  told(away())
  await clock.advance(2_000)
  told(away())
  await clock.advance(999)
  expect(news).toEqual([])
  await clock.advance(1)
  expect(news).toEqual(['lost-due'])
  expect(warnings()).toEqual([])
})

it('reports no absence that ends in time, and leaves no timer', async () => {
  const { clock, news, opened, told } = setup()
  opened()
  told(connected)
  told(away())
  await clock.advance(2_999)
  told(connected)
  expect(clock.pending).toBe(0)
  await clock.advance(60_000)
  expect(news).toEqual([])
})

it('calls a session unreachable that never had a connection, and warns once', async () => {
  const { clock, news, opened, told, warnings } = setup()
  for (const _ of [1, 2]) {
    opened()
    told(away())
    await clock.advance(3_000)
    told({ status: 'closed' })
  }
  expect(news).toEqual(['unreachable-due', 'unreachable-due'])
  expect(warnings()).toEqual(["Can't connect: Nobody there."])
})

it('adds no warning for a failed token function, which was logged already, nor in production', async () => {
  for (const advice of [hint('token-function'), '']) {
    const { clock, news, opened, told, warnings } = setup()
    opened()
    told(away(advice))
    await clock.advance(3_000)
    expect(news).toEqual(['unreachable-due'])
    expect(warnings()).toEqual([])
  }
})
