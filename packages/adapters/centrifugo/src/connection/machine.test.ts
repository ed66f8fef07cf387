import { array, assert, constant, constantFrom, oneof, property, record } from 'fast-check'
import { RealtimeError } from '@herenow/adapter'
import { describe, expect, it } from 'vitest'
import type { ConnectionEvent, ConnectionPolicy, ConnectionState, Step } from './connection-state.ts'
import { step } from './machine.ts'

const policy: ConnectionPolicy = { failFast: false, retryDelay: (retries) => 100 * (retries + 1) }
const error = new RealtimeError({ code: 'connection_failed', message: 'No.', retryable: true })
const last = new RealtimeError({ code: 'unauthorized', message: 'Never.' })
const called: ConnectionEvent = { type: 'connect-called' }
const due: ConnectionEvent = { type: 'due' }
const opened: ConnectionEvent = { type: 'opened' }
const fetched: ConnectionEvent = { type: 'token-fetched', token: 'one' }
const ended = (reaction: 'retry' | 'refused' | 'final'): ConnectionEvent => ({ type: 'ended', error, reaction })

function after(events: readonly ConnectionEvent[], own: ConnectionPolicy = policy): Step {
  const first: Step = { state: { status: 'initialized' }, effects: [], due: 'never' }
  return events.reduce<Step>((before, event) => step(before.state, event, own), first)
}

describe('connecting', () => {
  it('fetches a token, then has the SDK connect with it', () => {
    expect(after([called])).toMatchObject({
      state: { status: 'connecting', step: 'token', attempt: 1 },
      effects: [{ type: 'fetch-token', reason: 'connect' }],
    })
    expect(after([called, fetched])).toMatchObject({
      state: { status: 'connecting', step: 'sdk' },
      effects: [{ type: 'start-sdk', token: 'one' }],
    })
    expect(after([called, fetched, opened]).state.status).toBe('connected')
  })

  it('tries again after longer and longer pauses, at once when it is asked to or the network is back', () => {
    const failing = [called, fetched, ended('retry')]
    expect(after(failing)).toMatchObject({ due: 100, effects: [{ type: 'stop-sdk' }] })
    expect(after([...failing, due, fetched, ended('retry')])).toMatchObject({ due: 200, state: { attempt: 2 } })
    for (const event of [due, called, { type: 'woken' } as const]) {
      expect(after([...failing, event]).state).toMatchObject({ status: 'connecting', attempt: 2 })
    }
  })

  it('gives up what doesn’t answer in time', () => {
    for (const events of [
      [called, due],
      [called, fetched, due],
    ]) {
      expect(after(events).state).toMatchObject({ status: 'disconnected', reason: { code: 'connection_failed' } })
    }
  })

  it('ends at the first failure where that is wanted', () => {
    expect(after([called, fetched, ended('retry')], { ...policy, failFast: true }).state.status).toBe('failed')
  })
})

describe('a refused token', () => {
  it('is replaced once, at once', () => {
    const once = [called, fetched, ended('refused')]
    expect(after(once)).toMatchObject({ state: { status: 'disconnected' }, due: 0 })
    expect(after([...once, due]).effects).toEqual([{ type: 'fetch-token', reason: 'rejected' }])
    expect(after([...once, due, fetched, ended('refused')]).state.status).toBe('failed')
  })

  it('is the end where there was none', () => {
    const none: ConnectionEvent = { type: 'token-fetched', token: null }
    expect(after([called, none, ended('refused')]).state.status).toBe('failed')
  })

  it('is asked for anew after a connection that held', () => {
    const held = [called, fetched, ended('refused'), due, fetched, opened, due]
    expect(after([...held, ended('refused')]).state.status).toBe('disconnected')
  })
})

it('connects anew with a token that takes the place of the present one, without asking for another', () => {
  const replaced = after([called, fetched, opened, { type: 'token-replaced', token: 'two' }])
  expect(replaced).toMatchObject({ due: 0, effects: [{ type: 'stop-sdk' }] })
  expect(step(replaced.state, due, policy).effects).toEqual([{ type: 'start-sdk', token: 'two' }])
})

const anyEvent = oneof(
  constantFrom<ConnectionEvent>(called, due, opened, fetched, { type: 'woken' }),
  constantFrom<ConnectionEvent>({ type: 'token-failed', error }, { type: 'token-failed', error: last }),
  record({
    type: constant('ended' as const),
    error: constant(error),
    reaction: constantFrom('retry', 'refused', 'final'),
  }),
)

it('never leaves closed, and never a connection without stopping the SDK', () => {
  assert(
    property(array(anyEvent), (events) => {
      let state: ConnectionState = { status: 'initialized' }
      for (const event of events) {
        const next = step(state, event, policy)
        const stops = next.effects.some(({ type }) => type === 'stop-sdk')
        if (state.status === 'connected' && next.state.status !== 'connected') expect(stops).toBe(true)
        state = next.state
      }
      const closed = step(state, { type: 'close-called' }, policy).state
      for (const event of events) expect(step(closed, event, policy).state).toEqual({ status: 'closed' })
    }),
  )
})
