import { adapterError } from '@herenow/adapter'
import { array, assert, constantFrom, property } from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ConnectionEvent, ConnectionState, Step } from './machine.ts'
import { step } from './machine.ts'

const policy = { failFast: false, retryDelay: (retries: number) => 100 * (retries + 1) }
const gone = adapterError('connection_closed', 'Gone.', { retryable: true })
const wrong = adapterError('unauthorized', 'Wrong.')
const greeting = { session: 's1', server: 'RabbitMQ/3.10.8' }

const connect: ConnectionEvent = { type: 'connect-called' }
const close: ConnectionEvent = { type: 'close-called' }
const due: ConnectionEvent = { type: 'due' }
const token = (hasToken: boolean): ConnectionEvent => ({ type: 'token-fetched', hasToken })
const greeted: ConnectionEvent = { type: 'greeted', greeting }
const lost: ConnectionEvent = { type: 'ended', end: { kind: 'lost', error: gone } }
const refused: ConnectionEvent = { type: 'ended', end: { kind: 'refused', error: wrong } }
const final: ConnectionEvent = { type: 'ended', end: { kind: 'final', error: wrong } }

/** The last step after these events. */
function after(events: readonly ConnectionEvent[], more: Partial<typeof policy> = {}): Step {
  let last: Step = { state: { status: 'initialized' }, effects: [], due: 'never' }
  for (const event of events) last = step(last.state, event, { ...policy, ...more })
  return last
}
const effects = ({ effects: all }: Step): readonly string[] => all.map(({ type }) => type)

describe('a connection', () => {
  it('fetches a token, opens a link and is there when RabbitMQ greets', () => {
    expect(effects(after([connect]))).toEqual(['fetch-token'])
    expect(effects(after([connect, token(false)]))).toEqual(['open-link'])
    expect(after([connect, token(false), greeted]).state).toMatchObject({ status: 'connected', greeting })
  })

  it('waits longer from one failed attempt to the next, and starts anew when it has held', () => {
    const failing = [connect, token(false), lost, due, token(false), lost]
    expect(after(failing)).toMatchObject({ state: { status: 'disconnected', attempt: 2 }, due: 200 })
    const held = [...failing, due, token(false), greeted, due, lost]
    expect(after(held)).toMatchObject({ state: { attempt: 0 }, due: 100 })
  })

  it('tries at once when it is told to, or the platform is back', () => {
    for (const event of [connect, { type: 'woken' } as const]) {
      expect(after([connect, token(false), lost, event]).state).toMatchObject({ status: 'connecting', attempt: 2 })
    }
  })

  it('asks for one more token when one was refused, and fails when that is refused too', () => {
    const once = [connect, token(true), refused]
    expect(after(once)).toMatchObject({ state: { status: 'disconnected' }, due: 0 })
    expect(after([...once, due]).effects).toEqual([{ type: 'fetch-token', reason: 'rejected' }])
    expect(after([...once, due, token(true), refused]).state).toEqual({ status: 'failed', reason: wrong })
  })

  it('fails when login and passcode are refused: there are no others', () => {
    expect(after([connect, token(false), refused]).state.status).toBe('failed')
  })

  it('fails at the first failed attempt where that was asked for', () => {
    expect(after([connect, token(false), lost], { failFast: true }).state).toEqual({ status: 'failed', reason: gone })
    expect(after([connect, due], { failFast: true }).state.status).toBe('failed')
  })

  it('fails for good where coming back would end the same way, and starts anew when it is told to', () => {
    expect(after([connect, token(false), final]).state.status).toBe('failed')
    expect(after([connect, token(false), final, connect]).state).toMatchObject({ status: 'connecting', attempt: 1 })
  })

  it('says goodbye where there is somebody, and waits a second for the answer', () => {
    const closing = after([connect, token(false), greeted, close])
    expect([effects(closing), closing.due]).toEqual([['say-goodbye'], 1_000])
    for (const event of [lost, due]) {
      expect(after([connect, token(false), greeted, close, event]).state.status).toBe('closed')
    }
    expect(after([connect, close]).state.status).toBe('closed')
  })

  it('never leaves closed, whatever comes', () => {
    const anyEvent = constantFrom(connect, close, due, token(true), greeted, lost, refused, final)
    assert(
      property(array(anyEvent), (events) => {
        const { state }: { readonly state: ConnectionState } = after([close, ...events])
        expect(state.status).toBe('closed')
      }),
    )
  })
})
