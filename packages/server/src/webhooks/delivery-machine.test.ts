import type { Arbitrary } from 'fast-check'
import { array, assert, constant, integer, oneof, property, record } from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { DeliveryEffect, DeliveryEvent, DeliveryState } from './delivery-machine.ts'
import { idle, step } from './delivery-machine.ts'

const rules = { max: 3, wait: 100 }
const atOnce = { max: 3, wait: 0 }

function run(events: readonly DeliveryEvent[], with_ = rules): readonly (readonly [string, readonly string[]])[] {
  let state: DeliveryState = idle
  return events.map((event) => {
    const next = step(state, event, with_)
    state = next.state
    return [state.status, next.effects.map(({ type }) => type)]
  })
}

describe('a delivery', () => {
  it('sends at once where nothing is to be gathered', () => {
    expect(run([{ type: 'added', waiting: 1, now: 0 }], atOnce)).toEqual([['sending', ['sleep', 'send']]])
  })

  it('gathers until the first event has waited, or a batch is full', () => {
    const added = (waiting: number): DeliveryEvent => ({ type: 'added', waiting, now: 0 })
    expect(run([added(1), added(2), { type: 'due', now: 100 }])).toEqual([
      ['gathering', ['wake']],
      ['gathering', []],
      ['sending', ['sleep', 'send']],
    ])
    expect(run([added(2), added(3)]).at(-1)).toEqual(['sending', ['sleep', 'send']])
  })

  it('has one request at a time, and goes on with what came meanwhile', () => {
    const sent = run(
      [
        { type: 'added', waiting: 1, now: 0 },
        { type: 'added', waiting: 9, now: 1 },
        { type: 'retry', waiting: 9, now: 2 },
        { type: 'delivered', waiting: 8, now: 3 },
        { type: 'delivered', waiting: 0, now: 4 },
      ],
      atOnce,
    )
    expect(sent).toEqual([
      ['sending', ['sleep', 'send']],
      ['sending', []],
      ['sending', []],
      ['sending', ['sleep', 'send']],
      ['idle', []],
    ])
  })

  it('pauses after a failure, gives up what is too old, and counts failures in a row', () => {
    let state = step(idle, { type: 'added', waiting: 1, now: 0 }, atOnce).state
    const failed = step(state, { type: 'failed', pause: 500, now: 10 }, atOnce)
    expect(failed.state).toEqual({ status: 'pausing', failures: 1, until: 510 })
    expect(failed.effects).toEqual([{ type: 'expire' }, { type: 'wake', at: 510 }])
    state = step(failed.state, { type: 'due', now: 510 }, atOnce).state
    expect(step(state, { type: 'failed', pause: 1, now: 511 }, atOnce).state).toMatchObject({ failures: 2 })
    const delivered = step(state, { type: 'delivered', waiting: 1, now: 511 }, atOnce)
    expect(delivered.state).toEqual({ status: 'sending', failures: 0 })
  })

  it('stops when the receiver is gone, until somebody wants it again', () => {
    expect(
      run([
        { type: 'added', waiting: 3, now: 0 },
        { type: 'gone', now: 1 },
        { type: 'added', waiting: 9, now: 2 },
        { type: 'due', now: 3_600_001 },
        { type: 'retry', waiting: 9, now: 3_600_002 },
      ]),
    ).toEqual([
      ['sending', ['sleep', 'send']],
      ['stopped', ['expire', 'wake']],
      ['stopped', []],
      ['stopped', ['expire', 'wake']],
      ['sending', ['sleep', 'send']],
    ])
  })
})

const waiting = integer({ min: 0, max: 10 })
const now = integer({ min: 0, max: 1_000 })
const anyEvent: Arbitrary<DeliveryEvent> = oneof(
  record({ type: constant('added' as const), waiting: integer({ min: 1, max: 10 }), now }),
  record({ type: constant('due' as const), now }),
  record({ type: constant('delivered' as const), waiting, now }),
  record({ type: constant('failed' as const), pause: now, now }),
  record({ type: constant('gone' as const), now }),
  record({ type: constant('retry' as const), waiting, now }),
  record({ type: constant('end' as const) }),
)

/** All effects of some events, with what had become of the state before each of them. */
function effectsOf(events: readonly DeliveryEvent[]): readonly (readonly [DeliveryState, DeliveryEffect[]])[] {
  let state: DeliveryState = idle
  return events.map((event) => {
    const before = state
    const next = step(state, event, rules)
    state = next.state
    return [before, [...next.effects]]
  })
}

it('never makes a request while one is on its way, whatever happens', () => {
  assert(
    property(array(anyEvent), (events) => {
      for (const [index, [before, effects]] of effectsOf(events).entries()) {
        const isOver = ['delivered', 'failed', 'gone'].includes(events[index]?.type ?? '')
        if (before.status === 'sending' && !isOver) expect(effects.map(({ type }) => type)).not.toContain('send')
      }
    }),
  )
})

it('always has a request on its way, or a timer, while events wait and nobody has stopped it', () => {
  assert(
    property(array(anyEvent), (events) => {
      let state: DeliveryState = idle
      let hasTimer = false
      for (const event of events) {
        const next = step(state, event, rules)
        state = next.state
        for (const { type } of next.effects) {
          if (type === 'wake') hasTimer = true
          if (type === 'sleep') hasTimer = false
        }
        const needsTimer = state.status === 'gathering' || state.status === 'pausing' || state.status === 'stopped'
        expect(hasTimer || !needsTimer).toBe(true)
        if (event.type === 'added' && state.status === 'idle') throw new Error('It has forgotten an event')
      }
    }),
  )
})

it('does nothing any more once it has ended', () => {
  assert(
    property(array(anyEvent), (events) => {
      const after = effectsOf([{ type: 'end' }, ...events]).slice(1)
      expect(after.flatMap(([, effects]) => effects)).toEqual([])
    }),
  )
})
