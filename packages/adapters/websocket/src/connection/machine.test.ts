import { adapterError } from '@herenow/adapter'
import { array, assert, boolean, constant, constantFrom, integer, oneof, property, record } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { closeCode } from '@herenow/protocol'
import type { ConnectionEvent, ConnectionPolicy, ConnectionState, Step } from './connection-state.ts'
import { closeTimeout, connectTimeout, stableAfter, step } from './machine.ts'

const patient: ConnectionPolicy = { failFast: false, retryDelay: (retries) => 100 * (retries + 1) }
const hasty: ConnectionPolicy = { ...patient, failFast: true }
const start: Step = { state: { status: 'initialized' }, effects: [], due: 'never' }

const called: ConnectionEvent = { type: 'connect-called' }
const closeCalled: ConnectionEvent = { type: 'close-called' }
const due: ConnectionEvent = { type: 'due' }
const fetched: ConnectionEvent = { type: 'token-fetched', token: 'abc' }
const opened: ConnectionEvent = { type: 'socket-opened', accepted: true }
const welcomed: ConnectionEvent = { type: 'welcomed' }
const ended = (code: number, retryAfter?: number): ConnectionEvent => ({
  type: 'socket-ended',
  code,
  goodbye: retryAfter === undefined ? null : { code: 'server_error', message: 'Come back later', retryAfter },
})
const connected = [called, fetched, opened, welcomed]
const stable = [...connected, due]

/** The last step of a run through all events. */
function run(events: readonly ConnectionEvent[], policy: ConnectionPolicy = patient): Step {
  return events.reduce((last, event) => step(last.state, event, policy), start)
}
const effectsOf = (last: Step): readonly string[] => last.effects.map((effect) => effect.type)
const reasonOf = (state: ConnectionState): string | undefined => ('reason' in state ? state.reason.code : undefined)

const anyCode = oneof(constantFrom(...Object.values(closeCode)), integer({ min: 1000, max: 4999 }))
const anyEvent = oneof(
  constantFrom(
    called,
    closeCalled,
    due,
    opened,
    welcomed,
    { type: 'woken' } as const,
    { type: 'socket-blocked' } as const,
  ),
  record({ type: constant('token-fetched' as const), token: constantFrom('abc', null) }),
  record({
    type: constant('token-failed' as const),
    error: boolean().map((retryable) => adapterError('unauthorized', 'No', { retryable })),
  }),
  record({ type: constant('socket-opened' as const), accepted: boolean() }),
  record({ type: constant('socket-impossible' as const), error: constant(adapterError('invalid_argument', 'No')) }),
  anyCode.map((code) => ended(code)),
)

describe('on the way to a connection', () => {
  it('fetches a token, then opens a socket, then says hello with that token', () => {
    expect(effectsOf(run([called]))).toEqual(['fetch-token'])
    expect(effectsOf(run([called, fetched]))).toEqual(['open-socket'])
    expect(run([called, fetched, opened]).effects).toEqual([{ type: 'say-hello', token: 'abc' }])
    expect(run(connected).state.status).toBe('connected')
  })

  it('has one time limit for the token, and another for the socket and the welcome', () => {
    expect(run([called]).due).toBe(connectTimeout)
    expect(run([called, fetched]).due).toBe(connectTimeout)
    expect(run([called, fetched, opened]).due).toBe('keep')
  })

  it('says which step took too long', () => {
    for (const [events, message] of [
      [[called, due], 'token'],
      [[called, fetched, due], 'server'],
      [[called, fetched, opened, due], 'server'],
    ] as const) {
      const { state } = run(events)
      expect(state.status === 'disconnected' && state.reason.message).toContain(message)
      expect(reasonOf(state)).toBe('connection_failed')
    }
  })

  it('fails for good when the server speaks another subprotocol', () => {
    const last = run([called, fetched, { type: 'socket-opened', accepted: false }])
    expect(last.state).toMatchObject({ status: 'failed', reason: { code: 'protocol_error' } })
    expect(effectsOf(last)).toEqual(['let-go'])
  })

  it('makes the first failed attempt final when it has to fail fast', () => {
    for (const events of [
      [called, due],
      [called, fetched, ended(1006)],
      [called, fetched, opened, ended(4001)],
    ]) {
      expect(run(events, hasty)).toMatchObject({ state: { status: 'failed' }, due: 'never' })
    }
    expect(run([...stable, ended(1006)], hasty).state.status).toBe('disconnected')
  })

  it('does nothing when connect is called again', () => {
    for (const events of [[called], [called, fetched], [called, fetched, opened], connected]) {
      const before = run(events)
      expect(step(before.state, called, patient)).toEqual({ state: before.state, effects: [], due: 'keep' })
    }
  })
})

describe('after a loss', () => {
  it('counts retries from zero after a stable connection', () => {
    expect(run([...stable, ended(1006)])).toMatchObject({ state: { attempt: 0, retries: 1 }, due: 100 })
  })

  it('waits longer and longer when connections are accepted and closed right away', () => {
    const again = [due, fetched, opened, welcomed, ended(1006)]
    expect(run([...connected, ended(1006)]).due).toBe(100)
    expect(run([...connected, ended(1006), ...again]).due).toBe(200)
    expect(run([...connected, ended(1006), ...again, ...again]).due).toBe(300)
  })

  it('counts a connection as stable only after a while', () => {
    expect(run(connected).due).toBe(stableAfter)
    expect(run(stable)).toMatchObject({ state: { retries: 0 }, due: 'never' })
  })

  it('tries at once when the platform wakes or connect is called, but only once', () => {
    for (const event of [called, { type: 'woken' } as const, due]) {
      const last = run([...stable, ended(1006), event])
      expect(effectsOf(last)).toEqual(['fetch-token'])
      expect(effectsOf(step(last.state, { type: 'woken' }, patient))).toEqual([])
    }
  })

  it('waits as long as the server asked unless connect is called', () => {
    const waiting = run([...stable, ended(closeCode.draining, 30_000)])
    expect(effectsOf(step(waiting.state, { type: 'woken' }, patient))).toEqual([])
    expect(effectsOf(step(waiting.state, called, patient))).toEqual(['fetch-token'])
  })

  it("comes back at once when the platform wakes and the wait is mostly its own, not the server's", () => {
    const tired: ConnectionPolicy = { ...patient, retryDelay: (_, retryAfter = 0) => retryAfter + 15_000 }
    const waiting = run([...connected, ended(closeCode.draining, 12)], tired)
    expect(waiting.due).toBe(15_012)
    expect(effectsOf(step(waiting.state, { type: 'woken' }, tired))).toEqual(['fetch-token'])
  })

  it('does not come back after codes that forbid it', () => {
    for (const code of [
      closeCode.forbidden,
      closeCode.unsupportedVersion,
      closeCode.replaced,
      closeCode.disconnected,
      closeCode.invalidHello,
    ]) {
      expect(run([...stable, ended(code)]).state.status).toBe('failed')
    }
  })

  it('comes back after every other code, also unknown ones', () => {
    for (const code of [1000, 1001, 1006, 1007, 1009, 1011, 4000, 4005, 4008, 4009, 4010, 4029, 4999]) {
      expect(run([...stable, ended(code)]).state.status).toBe('disconnected')
    }
  })

  it('revives a failed connection when connect is called', () => {
    expect(effectsOf(run([...stable, ended(closeCode.disconnected), called]))).toEqual(['fetch-token'])
  })
})

describe('a refused token', () => {
  const refused = [called, fetched, opened, ended(closeCode.unauthorized)]

  it('is replaced at once, with the reason', () => {
    expect(run(refused).due).toBe(0)
    expect(run([...refused, due]).effects).toEqual([{ type: 'fetch-token', reason: 'rejected' }])
  })

  it('is final the second time', () => {
    expect(run([...refused, due, fetched, opened, ended(closeCode.unauthorized)]).state).toMatchObject({
      status: 'failed',
      reason: { code: 'unauthorized' },
    })
  })

  it('is final at once when there was no token to send', () => {
    const none: ConnectionEvent = { type: 'token-fetched', token: null }
    expect(run([called, none, opened, ended(closeCode.unauthorized)]).state.status).toBe('failed')
  })

  it('is replaced once more after a stable connection', () => {
    expect(run([...refused, due, fetched, opened, welcomed, due, ended(closeCode.tokenExpired)])).toMatchObject({
      state: { status: 'disconnected', refusals: 1 },
      due: 0,
    })
  })
})

describe('close', () => {
  it('waits for the other side while there is a socket, for a short time', () => {
    expect(run([...connected, closeCalled])).toMatchObject({ state: { status: 'closing' }, due: closeTimeout })
    expect(run([...connected, closeCalled, ended(1000)]).state.status).toBe('closed')
    expect(run([...connected, closeCalled, due]).state.status).toBe('closed')
  })

  it('is done at once where there is no socket', () => {
    for (const events of [[], [called], [...stable, ended(1006)], [...stable, ended(closeCode.disconnected)]]) {
      expect(run([...events, closeCalled]).state.status).toBe('closed')
    }
  })

  it('is never left, whatever arrives', () => {
    assert(
      property(array(anyEvent), (events) => {
        expect(run([closeCalled, ...events]).state.status).toBe('closed')
      }),
    )
  })
})

it('never has two sockets, nor two token fetches', () => {
  assert(
    property(array(anyEvent, { maxLength: 40 }), boolean(), (events, failFast) => {
      let last = start
      let sockets = 0
      let fetches = 0
      for (const event of events) {
        if (event.type === 'token-fetched' || event.type === 'token-failed') fetches = 0
        // The runner tells of an end only while there is a socket, and there is none afterwards.
        if (event.type === 'socket-ended') {
          if (sockets === 0) continue
          sockets = 0
        }
        last = step(last.state, event, { ...patient, failFast })
        for (const effect of last.effects) {
          if (effect.type === 'open-socket') sockets += 1
          if (effect.type === 'fetch-token') fetches += 1
          if (effect.type === 'let-go') [sockets, fetches] = [0, 0]
        }
        expect(sockets).toBeLessThanOrEqual(1)
        expect(fetches).toBeLessThanOrEqual(1)
      }
    }),
  )
})

it('has a time limit in every state that waits for something', () => {
  assert(
    property(array(anyEvent, { maxLength: 40 }), (events) => {
      let last = start
      let limited = false
      for (const event of events) {
        last = step(last.state, event, patient)
        if (last.due !== 'keep') limited = last.due !== 'never'
        const waits = ['connecting', 'disconnected', 'closing'].includes(last.state.status)
        if (waits) expect(limited).toBe(true)
      }
    }),
  )
})

it('asks for a token with the reason rejected only after a refusal, and at most once in a row without success', () => {
  assert(
    property(array(anyCode, { maxLength: 10 }), (codes) => {
      let last = start
      for (const code of codes) {
        const before = last.state
        for (const event of [called, due, fetched, opened, ended(code)]) {
          last = step(last.state, event, patient)
          const asked = last.effects.find((effect) => effect.type === 'fetch-token')
          if (asked?.reason === 'rejected') expect('refusals' in before && before.refusals).toBe(1)
        }
      }
    }),
  )
})
