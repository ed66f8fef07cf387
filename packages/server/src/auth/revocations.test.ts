import { describe, expect, it } from 'vitest'
import { ManualClock } from '../testing/manual-clock.ts'
import type { Bearer } from './auth.ts'
import type { Revocation, Standing } from './revocations.ts'
import { Revocations } from './revocations.ts'

/** The wall clock of a new test clock: a whole second. */
const start = 1_800_000_000_000

/** A token of ana's, issued an hour before. */
function bearer(fields: Partial<Bearer> = {}): Bearer {
  return { clientId: 'ana', tokenId: 'one', issuedAt: start - 3_600_000, hasToken: true, ...fields }
}

/** Everything of ana's that was issued before now. */
function revocation(fields: Partial<Revocation> = {}): Revocation {
  return { clientId: 'ana', tokenId: null, issuedBefore: start, isNow: true, keepFor: 60, ...fields }
}

const everybody = { clientId: null, isNow: false, issuedBefore: start - 60_000 } as const
const byId = { clientId: null, tokenId: 'one', isNow: false, issuedBefore: Infinity } as const

describe('a token that comes after a revocation', () => {
  it.each<[string, Partial<Revocation>, Partial<Bearer>, Standing]>([
    ['of its client', {}, {}, 'revoked'],
    ['of another client', {}, { clientId: 'bob' }, 'good'],
    ['of its id', byId, {}, 'revoked'],
    ['of its id, issued later', byId, { issuedAt: start + 9_000 }, 'revoked'],
    ['of another id', byId, { tokenId: 'two' }, 'good'],
    ['of an id, having none', byId, { tokenId: null }, 'good'],
    ['of its id and another client', { ...byId, clientId: 'bob' }, {}, 'good'],
    ['of its id and client', { ...byId, clientId: 'ana' }, {}, 'revoked'],
    ['of all that are older', everybody, {}, 'revoked'],
    ['of all that are older, being younger', everybody, { issuedAt: start - 60_000 }, 'good'],
    ['of its client and of what is older', { ...everybody, clientId: 'bob' }, {}, 'good'],
    ['of its id, had it been older', { ...everybody, tokenId: 'one' }, { issuedAt: start }, 'good'],
    ['and does not say when it was issued', {}, { issuedAt: null }, 'revoked'],
    ['and was issued in the same second', { issuedBefore: start + 999 }, { issuedAt: start }, 'good'],
    [
      'and says to the millisecond that it is older',
      { issuedBefore: start - 9_000 },
      { issuedAt: start - 9_001 },
      'revoked',
    ],
    ['and was issued the second before', {}, { issuedAt: start - 1_000 }, 'close'],
    ['and was issued five seconds before', {}, { issuedAt: start - 5_000 }, 'close'],
    ['and was issued six seconds before', {}, { issuedAt: start - 6_000 }, 'revoked'],
    ['is none, but a session that the app knows', {}, { hasToken: false, issuedAt: null, tokenId: null }, 'good'],
  ])('and is one %s: %j, %j', (_, revoked, fields, standing) => {
    const revocations = new Revocations(new ManualClock())
    revocations.add(revocation(revoked))
    expect(revocations.standing(bearer(fields), revocations.moment)).toBe(standing)
  })

  it('is refused for good once no clock can be so slow any more', () => {
    const clock = new ManualClock()
    const revocations = new Revocations(clock)
    revocations.add(revocation())
    const recent = bearer({ issuedAt: start - 1_000 })
    clock.advance(5_999)
    expect(revocations.standing(recent, revocations.moment)).toBe('close')
    clock.advance(1)
    expect(revocations.standing(recent, revocations.moment)).toBe('revoked')
  })

  it('is refused whatever else was revoked before and after', () => {
    const revocations = new Revocations(new ManualClock())
    revocations.add(revocation({ issuedBefore: start - 60_000, isNow: false, keepFor: 120 }))
    revocations.add(revocation())
    revocations.add(revocation({ issuedBefore: start - 9_000_000, isNow: false }))
    expect(revocations.standing(bearer(), revocations.moment)).toBe('revoked')
    expect(revocations.standing(bearer({ issuedAt: start }), revocations.moment)).toBe('good')
  })
})

describe('a token that was there when its client was revoked', () => {
  it.each<[string, Partial<Revocation>, Partial<Bearer>, boolean]>([
    ['issued in the same second', { issuedBefore: start + 500 }, { issuedAt: start }, true],
    ['issued by a clock that is ahead', {}, { issuedAt: start + 4_000 }, true],
    ['that does not say when it was issued', everybody, { issuedAt: null }, true],
    ['of nobody who is meant', {}, { clientId: 'bob' }, false],
    ['issued after the moment', everybody, { issuedAt: start }, false],
    ['issued in the second of the moment', { ...everybody, issuedBefore: start + 500 }, { issuedAt: start }, true],
    ['of a session without one', {}, { hasToken: false, issuedAt: null, tokenId: null }, true],
  ])('%s: ends %j, %j: %s', (_, revoked, fields, ends) => {
    const revocations = new Revocations(new ManualClock())
    expect(revocations.ends(revocation(revoked), bearer(fields))).toBe(ends)
    // On its way, being checked, it counts as there.
    const since = revocations.moment
    revocations.add(revocation(revoked))
    expect(revocations.standing(bearer(fields), since)).toBe(ends ? 'revoked' : 'good')
  })

  it('does not come in again by its second', () => {
    const revocations = new Revocations(new ManualClock())
    const ended = bearer({ issuedAt: start })
    revocations.add(revocation(), [ended])
    expect(revocations.standing(ended, revocations.moment)).toBe('revoked')
    expect(revocations.standing({ ...ended, tokenId: 'two' }, revocations.moment)).toBe('good')
    expect(revocations.standing({ ...ended, clientId: 'bob' }, revocations.moment)).toBe('good')
  })
})

describe('what is remembered', () => {
  it('ends when its time is over', () => {
    const clock = new ManualClock()
    const revocations = new Revocations(clock)
    revocations.add(revocation())
    clock.advance(59_999)
    expect(revocations.standing(bearer(), revocations.moment)).toBe('revoked')
    clock.advance(1)
    expect(revocations.standing(bearer(), revocations.moment)).toBe('good')
  })

  it('is bounded: one more is refused as a whole, until the time of others is over', () => {
    const clock = new ManualClock()
    const revocations = new Revocations(clock, 3)
    const of = (clientId: string): Revocation => revocation({ clientId })
    revocations.add(of('a'))
    revocations.add(of('b'))
    // With the id of the token that it would remember these are two.
    const ended = bearer({ issuedAt: start })
    expect(() => revocations.add(of('ana'), [ended])).toThrow(/3 revocations are remembered already/)
    expect(revocations.standing(bearer(), revocations.moment)).toBe('good')
    revocations.add(of('ana'))
    expect(() => revocations.add(of('c'))).toThrow(/nothing was revoked/)
    clock.advance(60_000)
    for (const clientId of ['d', 'e', 'f']) revocations.add(of(clientId))
  })

  it('takes no more room for the same again', () => {
    const clock = new ManualClock()
    const revocations = new Revocations(clock, 2)
    for (let n = 0; n < 100; n += 1) {
      clock.advance(1)
      revocations.add(revocation({ issuedBefore: clock.date() }))
    }
    revocations.add(revocation({ clientId: 'bob' }))
  })
})
