import type { Buffer } from 'node:buffer'
import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { assertKnownNames, unknownName } from '../../known-names.ts'
import { refusal } from '../../refusal.ts'
import type { ApiMethodName } from './methods.ts'
import { isMethodName, methodNames } from './methods.ts'

/** What a key may allow: a method, or reading the metrics. */
export type ApiRight = ApiMethodName | 'metrics'

/** All that a key may allow. */
export const apiRights: readonly ApiRight[] = [...methodNames, 'metrics']

/** A key for back ends. */
export interface ApiKey {
  /** The secret itself, 16 characters or more. */
  readonly key: string
  /** What the log calls it. */
  readonly name?: string | undefined
  /** What it allows. Default: everything. */
  readonly methods?: readonly ApiRight[] | undefined
}

/** What a key allows. */
export interface ApiKeyRights {
  readonly name: string
  allows(right: ApiRight): boolean
}

interface KnownKey extends ApiKeyRights {
  readonly hash: Buffer
}

const shortest = 16
/** What arrives as it was sent: of other characters, and of spaces around it, a header makes something else. */
const sendable = /^[\x21-\x7E](?:[\x20-\x7E]*[\x21-\x7E])?$/

/** Finds the key that a request brings. */
export class ApiKeys {
  readonly #known: readonly KnownKey[]

  constructor(known: readonly KnownKey[]) {
    this.#known = known
  }

  /**
   * Looks into `X-API-Key` and, only where that is missing, into `Authorization: apikey …`, or another scheme that `also`
   * counts. `null`: no known key.
   */
  find(headers: IncomingHttpHeaders, also = 'apikey'): ApiKeyRights | null {
    const given = headers['x-api-key'] ?? fromAuthorization(headers.authorization, ['apikey', also])
    if (typeof given !== 'string' || given === '') return null
    const hash = hashOf(given)
    // All are compared, each in the same time: how long it takes tells nothing of which is close.
    return this.#known.filter((known) => timingSafeEqual(known.hash, hash))[0] ?? null
  }
}

/** Reads the `apiKey` option. `null`: there is no API. Throws `invalid_argument`. */
export function apiKeys(given: string | readonly ApiKey[] | undefined): ApiKeys | null {
  if (given === undefined) return null
  const keys = typeof given === 'string' ? [{ key: given }] : given
  return new ApiKeys(keys.map((key, index) => known(key, keys.length === 1 ? 'apiKey' : `apiKey[${index}]`)))
}

function known(given: ApiKey, place: string): KnownKey {
  assertKnownNames(`property of \`${place}\``, given, ['key', 'name', 'methods'])
  const { key, name = place, methods } = given
  if (typeof key !== 'string' || key.length < shortest) {
    throw refusal('invalid_argument', `\`${place}\` must be a string of at least ${shortest} characters.`, {
      hint: 'Make one with `openssl rand -hex 32`.',
    })
  }
  if (!sendable.test(key)) {
    throw refusal('invalid_argument', `\`${place}\` has characters that no request can bring.`, {
      hint: 'Leave out line ends and spaces around it, a byte order mark, and what is not ASCII. Make one with `openssl rand -hex 32`.',
    })
  }
  for (const method of methods ?? []) {
    if (method !== 'metrics' && !isMethodName(method)) throw unknownName('method', method, apiRights)
  }
  const allowed = methods === undefined ? null : new Set<ApiRight>(methods)
  return { name, hash: hashOf(key), allows: (method) => allowed === null || allowed.has(method) }
}

function fromAuthorization(header: string | undefined, schemes: readonly string[]): string | undefined {
  const [scheme = '', key, ...rest] = (header ?? '').split(' ')
  return schemes.includes(scheme.toLowerCase()) && rest.length === 0 ? key : undefined
}

function hashOf(key: string): Buffer {
  return createHash('sha256').update(key).digest()
}
