import { array, assert, constant, oneof, property } from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { HandshakeEffect, HandshakeEvent, HandshakeState } from './handshake.ts'
import { newHandshake, stepHandshake } from './handshake.ts'

const hello: HandshakeEvent = { type: 'received', decoded: { item: { type: 'hello', version: 1 } } }
const ping: HandshakeEvent = { type: 'received', decoded: { item: { type: 'ping', id: 1 } } }
const broken: HandshakeEvent = { type: 'received', decoded: { problem: { kind: 'malformed', message: 'no' } } }
const noise: HandshakeEvent = { type: 'received', decoded: { problem: { kind: 'not-json', message: 'no' } } }
const anyEvent = oneof(
  ...[hello, ping, ping, broken, noise].map((event) => constant(event)),
  ...(['binary-received', 'hello-overdue', 'hello-accepted', 'ended'] as const).map((type) => constant({ type })),
)

function run(events: readonly HandshakeEvent[]): { state: HandshakeState; effects: readonly HandshakeEffect[] } {
  let state: HandshakeState = newHandshake
  const effects: HandshakeEffect[] = []
  for (const event of events) {
    const step = stepHandshake(state, event)
    state = step.state
    effects.push(...step.effects)
  }
  return { state, effects }
}

const kinds = (events: readonly HandshakeEvent[]): readonly string[] => run(events).effects.map((effect) => effect.type)

describe('the handshake', () => {
  it('takes items once the token has been checked, and nothing before', () => {
    expect(kinds([hello, { type: 'hello-accepted' }, ping, broken, ping])).toEqual([
      'check',
      'handle',
      'report',
      'handle',
    ])
    expect(kinds([hello, ping])).toEqual(['check', 'refuse'])
  })

  it('takes one hello', () => {
    expect(kinds([hello, { type: 'hello-accepted' }, ping, hello, ping])).toEqual(['check', 'handle', 'refuse'])
  })

  it('minds a late hello only while none has come', () => {
    expect(kinds([{ type: 'hello-overdue' }])).toEqual(['refuse'])
    expect(kinds([hello, { type: 'hello-overdue' }])).toEqual(['check'])
  })

  it('checks at most once, refuses at most once, and handles nothing before it is accepted or after its end', () => {
    assert(
      property(array(anyEvent, { maxLength: 30 }), (events) => {
        const types = kinds(events)
        const count = (type: string): number => types.filter((other) => other === type).length
        expect(count('check')).toBeLessThanOrEqual(1)
        expect(count('refuse')).toBeLessThanOrEqual(1)
        if (types.includes('refuse')) expect(types.at(-1)).toBe('refuse')
        if (types.includes('handle') || types.includes('report')) expect(types[0]).toBe('check')
        if (!events.some((event) => event.type === 'hello-accepted')) expect(types).not.toContain('handle')
      }),
    )
  })

  it('never leaves its end', () => {
    assert(
      property(array(anyEvent), (events) => {
        expect(run([{ type: 'ended' }, ...events])).toEqual({ state: { phase: 'ended' }, effects: [] })
      }),
    )
  })
})
