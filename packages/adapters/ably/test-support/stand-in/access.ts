import { createHmac, randomBytes } from 'node:crypto'
import { Refusal } from './protocol.ts'

/** What may be done in which channels, as Ably's capabilities write it. */
export type Capability = Readonly<Record<string, readonly string[]>>

/** Who somebody is, and what they may do. */
export interface Identity {
  /** `null`: nobody in particular. `*`: anybody. */
  readonly clientId: string | null
  readonly capability: Capability
  /** Milliseconds since 1970; `null`: never. */
  readonly expires: number | null
}

interface TokenRequest {
  readonly keyName: string
  readonly timestamp: number
  readonly nonce: string
  readonly mac: string
  readonly ttl?: number
  readonly capability?: string
  readonly clientId?: string
}

const everything: Capability = { '*': ['*'] }
const anHour = 3_600_000
const longestToken = 24 * anHour

/** Keys and the tokens that were made with them. */
export class Access {
  readonly #keys: ReadonlyMap<string, string>
  readonly #tokens = new Map<string, Identity>()
  readonly #nonces = new Set<string>()

  /** `keys`: as Ably writes them, `app.id:secret`. */
  constructor(keys: readonly string[]) {
    this.#keys = new Map(keys.map((key) => split(key)))
  }

  /** Throws a `Refusal` for a key that doesn't exist. */
  withKey(key: string, clientId: string | null): Identity {
    const [name, secret] = split(key)
    this.#checkSecret(name, secret)
    return { clientId, capability: everything, expires: null }
  }

  /** An Ably token or a JWT. Throws a `Refusal` for one that isn't good any more, or never was. */
  withToken(token: string, claimed: string | null): Identity {
    const known = this.#tokens.get(token) ?? this.#fromJwt(token)
    if (known.expires !== null && known.expires <= Date.now()) throw new Refusal(40142, 401, 'Token expired')
    if (claimed === null || known.clientId === claimed) return known
    if (known.clientId === '*') return { ...known, clientId: claimed }
    throw new Refusal(40102, 401, 'Mismatched clientId')
  }

  /** Answers a signed request for a token. */
  issue(keyName: string, body: unknown): Readonly<Record<string, unknown>> {
    const request = body as TokenRequest
    const secret = this.#secretOf(keyName)
    const { ttl, capability, clientId, timestamp, nonce } = request
    const signed = [keyName, ttl ?? '', capability ?? '', clientId ?? '', timestamp, nonce, ''].join('\n')
    const mac = createHmac('sha256', secret).update(signed).digest('base64')
    if (request.keyName !== keyName || request.mac !== mac) throw new Refusal(40101, 401, 'Invalid MAC')
    if (Math.abs(Date.now() - timestamp) > 900_000) throw new Refusal(40104, 401, 'Timestamp not current')
    if (this.#nonces.has(nonce)) throw new Refusal(40105, 401, 'Nonce value replayed')
    if (ttl !== undefined && Number(ttl) > longestToken) throw new Refusal(40003, 400, 'Invalid ttl')
    this.#nonces.add(nonce)
    const issued = Date.now()
    const expires = issued + (ttl === undefined ? anHour : Number(ttl))
    const token = `${keyName.split('.')[0]}.${randomBytes(24).toString('base64url')}`
    const granted = capability === undefined ? everything : (JSON.parse(capability) as Capability)
    this.#tokens.set(token, { clientId: clientId ?? null, capability: granted, expires })
    return { token, keyName, issued, expires, capability: JSON.stringify(granted), ...(clientId && { clientId }) }
  }

  #fromJwt(token: string): Identity {
    const [head = '', claims = '', signature] = token.split('.')
    if (signature === undefined) throw new Refusal(40140, 401, 'Token unrecognized')
    const { kid } = decoded(head)
    const secret = this.#keys.get(String(kid))
    if (secret === undefined) throw new Refusal(40144, 401, 'Unable to find the key of the JWT')
    const expected = createHmac('sha256', secret).update(`${head}.${claims}`).digest('base64url')
    if (signature !== expected) throw new Refusal(40144, 401, 'The signature of the JWT is not valid')
    const { exp, 'x-ably-clientId': clientId, 'x-ably-capability': capability } = decoded(claims)
    return {
      clientId: typeof clientId === 'string' ? clientId : null,
      capability: typeof capability === 'string' ? (JSON.parse(capability) as Capability) : everything,
      expires: typeof exp === 'number' ? exp * 1_000 : null,
    }
  }

  #secretOf(name: string): string {
    const secret = this.#keys.get(name)
    if (secret === undefined) throw new Refusal(40400, 404, `No key found with id ${name}`)
    return secret
  }

  #checkSecret(name: string, secret: string): void {
    if (this.#secretOf(name) !== secret) throw new Refusal(40101, 401, 'Invalid credentials')
  }
}

/** Whether an operation is allowed in a channel: by its name, by a namespace (`chat:*`), or everywhere (`*`). */
export function isAllowed(capability: Capability, channel: string, operation: string): boolean {
  return Object.entries(capability).some(
    ([resource, operations]) =>
      covers(resource, channel) && (operations.includes('*') || operations.includes(operation)),
  )
}

/** Throws a `Refusal` with Ably's 40160. */
export function mustBeAllowed(capability: Capability, channel: string, operation: string): void {
  if (isAllowed(capability, channel, operation)) return
  throw new Refusal(40160, 401, `Channel denied access based on given capability; channelId = ${channel}`)
}

function covers(resource: string, channel: string): boolean {
  if (resource === '*' || resource === channel) return true
  return resource.endsWith(':*') && channel.startsWith(resource.slice(0, -1))
}

function split(key: string): readonly [name: string, secret: string] {
  const colon = key.indexOf(':')
  return [key.slice(0, colon), key.slice(colon + 1)]
}

function decoded(part: string): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString()) as Readonly<Record<string, unknown>>
  } catch {
    throw new Refusal(40144, 401, 'Invalid JWT format')
  }
}
