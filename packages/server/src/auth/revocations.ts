import type { Clock } from '@herenow/adapter'
import { refusal } from '../refusal.ts'
import type { Bearer } from './auth.ts'
import { clockTolerance } from './check-token.ts'

/** Which tokens are refused from now on. All that is said must hold of a token. */
export interface Revocation {
  /** `null`: of everybody. */
  readonly clientId: string | null
  /** `null`: any. */
  readonly tokenId: string | null
  /** Issued before this moment, in milliseconds since 1970. `Infinity`: whenever. */
  readonly issuedBefore: number
  /** It means everything that is there now. */
  readonly isNow: boolean
  /** For so many seconds it is remembered. */
  readonly keepFor: number
}

/** How a token stands: `close` may have been signed after a revocation, by a clock that is slow. */
export type Standing = 'good' | 'close' | 'revoked'

interface Kept extends Revocation {
  /** How many there had been before. */
  readonly number: number
  /** Monotonic milliseconds. */
  readonly until: number
}

/** So many revocations are remembered at once. */
const mostRevocations = 100_000
/** Milliseconds: `iat` of a JWT has whole seconds. */
const grain = 1_000

/** Tokens that were revoked. In memory only: a restart of the server forgets them. */
export class Revocations {
  readonly #clock: Pick<Clock, 'now' | 'date'>
  readonly #most: number
  readonly #full: () => void
  /** By client and token id, where they are told. */
  readonly #kept = new Map<string, readonly Kept[]>()
  #size = 0
  #moment = 0

  /** `full` is called when one more is refused. */
  constructor(clock: Pick<Clock, 'now' | 'date'>, most: number = mostRevocations, full: () => void = () => {}) {
    this.#clock = clock
    this.#most = most
    this.#full = full
  }

  /** Rises with each revocation: who took it before its check knows afterwards what was revoked meanwhile. */
  get moment(): number {
    return this.#moment
  }

  /** Whether a connection is ended that came with this token. In doubt it is: its client can come back with another one. */
  ends(revocation: Revocation, bearer: Bearer): boolean {
    return isSubject(revocation, bearer) && (revocation.isNow || wasThere(revocation, bearer))
  }

  /**
   * Remembers a revocation. `ended` came with tokens that it matches: the ids of those that would be let in again are
   * remembered too. Throws `rate_limited` when all that is too much, and then remembers nothing.
   */
  add(revocation: Revocation, ended: readonly Bearer[] = []): void {
    const again = ended.filter(
      (bearer) => bearer.hasToken && bearer.tokenId !== null && this.#arriving(revocation, bearer) === 'good',
    )
    const more = again.map(({ clientId, tokenId }): Revocation => {
      return { ...revocation, clientId, tokenId, issuedBefore: Infinity, isNow: false }
    })
    if (this.#size + 1 + more.length > this.#most) this.#forgetEnded()
    if (this.#size + 1 + more.length > this.#most) {
      this.#full()
      throw tooMany(this.#most)
    }
    for (const each of [revocation, ...more]) this.#keep(each)
    this.#moment += 1
  }

  /** How the token stands of a client that arrived at `since`, a `moment`, and has been checked now. */
  standing(bearer: Bearer, since: number): Standing {
    const { clientId, tokenId } = bearer
    const keys = new Set([keyOf(clientId, tokenId), keyOf(clientId, null), keyOf(null, tokenId), keyOf(null, null)])
    const now = this.#clock.now()
    let standing: Standing = 'good'
    for (const key of keys) {
      for (const kept of this.#kept.get(key) ?? []) {
        if (kept.until <= now) continue
        const found = this.#judge(kept, bearer, since)
        if (found === 'revoked') return found
        if (found === 'close') standing = found
      }
    }
    return standing
  }

  #judge(kept: Kept, bearer: Bearer, since: number): Standing {
    // It was on its way when that was revoked, so it counts as what was there.
    if (since <= kept.number && this.ends(kept, bearer)) return 'revoked'
    return this.#arriving(kept, bearer)
  }

  /** How a token stands that arrives after a revocation which speaks of its client and id. */
  #arriving({ issuedBefore }: Revocation, { hasToken, issuedAt }: Bearer): Standing {
    // Whom the app knows without a token, it knows now.
    if (!hasToken) return 'good'
    if (issuedAt === null) return 'revoked'
    // In whole seconds only the second is known: in doubt it was afterwards.
    const latest = issuedAt % grain === 0 ? issuedAt + grain - 1 : issuedAt
    if (latest >= issuedBefore) return 'good'
    // For so long the clock of whoever signs may still be behind that moment.
    const isRecent = this.#clock.date() < issuedBefore + clockTolerance + grain
    return isRecent && latest >= issuedBefore - clockTolerance ? 'close' : 'revoked'
  }

  #keep(revocation: Revocation): void {
    const kept: Kept = {
      ...revocation,
      number: this.#moment,
      until: this.#clock.now() + revocation.keepFor * 1_000,
    }
    const key = keyOf(kept.clientId, kept.tokenId)
    const before = this.#kept.get(key) ?? []
    const others = before.filter((other) => !covers(kept, other))
    this.#kept.set(key, [...others, kept])
    this.#size += others.length + 1 - before.length
  }

  #forgetEnded(): void {
    const now = this.#clock.now()
    for (const [key, all] of this.#kept) {
      const left = all.filter(({ until }) => until > now)
      this.#size -= all.length - left.length
      if (left.length === 0) this.#kept.delete(key)
      else if (left.length < all.length) this.#kept.set(key, left)
    }
  }
}

/** A later revocation of the same tokens that says all that the earlier one did. */
function covers(later: Kept, earlier: Kept): boolean {
  return later.issuedBefore >= earlier.issuedBefore && later.until >= earlier.until && (later.isNow || !earlier.isNow)
}

function isSubject({ clientId, tokenId }: Revocation, bearer: Bearer): boolean {
  return (clientId === null || clientId === bearer.clientId) && (tokenId === null || tokenId === bearer.tokenId)
}

function wasThere({ issuedBefore }: Revocation, { issuedAt }: Bearer): boolean {
  return issuedAt === null || issuedAt < issuedBefore
}

function keyOf(clientId: string | null, tokenId: string | null): string {
  return JSON.stringify([clientId, tokenId])
}

function tooMany(most: number): Error {
  return refusal('rate_limited', `${most} revocations are remembered already, and nothing was revoked.`, {
    retryable: true,
    hint: 'Revoke for many clients at once with `issuedBefore`, or let revocations go sooner with `keepFor`.',
  })
}
