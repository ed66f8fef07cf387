import { RealtimeError } from '@herenow/adapter'
import { expect, it } from 'vitest'
import { afterConnection, afterSession, attachOutcome } from './attachment-machine.ts'
import type { ChannelState } from './channel-state.ts'

const reason = new RealtimeError({ code: 'forbidden', message: 'No.' })
const other = new RealtimeError({ code: 'not_found', message: 'Gone.' })
const left: readonly ChannelState[] = [
  { status: 'initialized' },
  { status: 'detaching' },
  { status: 'detached', reason: null },
  { status: 'failed', reason },
]
const active: readonly ChannelState[] = [
  { status: 'attaching' },
  { status: 'attached', recovered: false },
  { status: 'suspended', reason, retryAt: null },
]
const words = [
  { status: 'attaching' },
  { status: 'attached', recovered: true },
  { status: 'suspended', reason: other, retryAt: 5 },
  { status: 'detached', reason: other },
  { status: 'detached', reason: null },
  { status: 'failed', reason: other },
] as const
const gone = (): RealtimeError => other

it.each(left)('stays $status whatever the session says, once the channel was left', (state) => {
  for (const told of words) expect(afterSession(state, told, null)).toEqual({ state, ended: null })
})

it.each(active)('goes from $status to what the session says, and ends with its reason', (state) => {
  for (const told of words) {
    const isAnswerToDetach = told.status === 'detached' && told.reason === null
    const ended = told.status === 'failed' || told.status === 'detached' ? told.reason : null
    expect(afterSession(state, told, null)).toEqual({ state: isAnswerToDetach ? state : told, ended })
  }
})

it('keeps the state it shows when the session confirms that it attaches', () => {
  const state: ChannelState = { status: 'attaching' }
  expect(afterSession(state, { status: 'attaching' }, null).state).toBe(state)
})

it('ends once for one refusal, though adapters may tell of it twice', () => {
  const state: ChannelState = { status: 'attaching' }
  expect(afterSession(state, { status: 'failed', reason }, reason)).toEqual({ state, ended: null })
})

it('ends the wait for an attach with the reason why there is none', () => {
  expect(attachOutcome({ status: 'failed', reason }, true, gone)).toBe(reason)
  expect(attachOutcome({ status: 'detached', reason }, true, gone)).toBe(reason)
  expect(attachOutcome({ status: 'detached', reason: null }, true, gone)).toBe(other)
  expect(attachOutcome({ status: 'attached', recovered: true }, true, gone)).toBeUndefined()
  for (const state of active) if (state.status !== 'attached') expect(attachOutcome(state, true, gone)).toBeNull()
})

it('ends the wait at once where nobody wants the channel', () => {
  expect(attachOutcome({ status: 'initialized' }, false, gone)).toBeUndefined()
})

it.each(active)('ends $status with the connection, and is suspended once that counts as lost', (state) => {
  const away = { status: 'disconnected', reason, since: 0, attempt: 1, retryAt: 5, unreachable: false } as const
  expect(afterConnection(state, { ...away, lost: false })).toBe(state)
  expect(afterConnection(state, { ...away, lost: true })).toEqual({ status: 'suspended', reason, retryAt: null })
  expect(afterConnection(state, { status: 'closed' })).toEqual({ status: 'detached', reason: null })
  expect(afterConnection(state, { status: 'failed', reason })).toEqual({ status: 'failed', reason })
})
