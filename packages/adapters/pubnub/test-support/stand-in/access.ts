import { randomBytes } from 'node:crypto'
import { encodeCbor } from './cbor.ts'
import { forbidden, Refusal } from './refusal.ts'

/** What may be done with channels, by name or by regular expression. */
export interface Grant {
  readonly channels?: Readonly<Record<string, Rights>>
  readonly patterns?: Readonly<Record<string, Rights>>
  /** Only this user may use the token. */
  readonly authorizedUuid?: string
  /** Minutes. Default: an hour. */
  readonly ttl?: number
}

export interface Rights {
  readonly read?: boolean
  readonly write?: boolean
}

interface Issued extends Grant {
  /** Milliseconds since 1970. */
  expires: number
}

/** Tokens, and what they allow. */
export class Access {
  readonly #isOn: boolean
  readonly #tokens = new Map<string, Issued>()

  /** `isOn`: without Access Manager everybody may do everything. */
  constructor(isOn: boolean) {
    this.#isOn = isOn
  }

  /** A token as PubNub makes them: clients can read in it whose it is, and how long it holds. */
  grant(grant: Grant): string {
    const { ttl = 60, authorizedUuid } = grant
    const none = { chan: {}, grp: {}, uuid: {} }
    const token = encodeCbor({
      v: 2,
      t: Math.floor(Date.now() / 1_000),
      ttl,
      res: { ...none, chan: bitsOf(grant.channels) },
      pat: { ...none, chan: bitsOf(grant.patterns) },
      meta: {},
      ...(authorizedUuid !== undefined && { uuid: authorizedUuid }),
      sig: randomBytes(32),
    }).toString('base64url')
    this.#tokens.set(token, { ...grant, expires: Date.now() + ttl * 60_000 })
    return token
  }

  /** Ends tokens before their time. */
  expire(token: string): void {
    const issued = this.#tokens.get(token)
    if (issued) issued.expires = 0
  }

  /** Throws a `Refusal` that names the channels for which the right is missing. */
  check(params: URLSearchParams, right: keyof Rights, channels: readonly string[]): void {
    if (!this.#isOn) return
    const issued = this.#tokens.get(params.get('auth') ?? '')
    if (!issued) throw params.has('auth') ? tokenRefusal('Token is not valid.') : forbidden(channels)
    if (issued.expires <= Date.now()) throw tokenRefusal('Token is expired.')
    const { authorizedUuid } = issued
    if (authorizedUuid !== undefined && authorizedUuid !== params.get('uuid')) throw tokenRefusal('Token is not valid.')
    const refused = channels.filter((channel) => !isAllowed(issued, right, channel))
    if (refused.length > 0) throw forbidden(refused)
  }
}

function tokenRefusal(message: string): Refusal {
  return new Refusal(403, message)
}

function isAllowed({ channels = {}, patterns = {} }: Grant, right: keyof Rights, channel: string): boolean {
  if (Object.hasOwn(channels, channel) && channels[channel]?.[right]) return true
  return Object.entries(patterns).some(([pattern, rights]) => rights[right] && new RegExp(`^${pattern}$`).test(channel))
}

function bitsOf(rights: Readonly<Record<string, Rights>> = {}): Readonly<Record<string, number>> {
  const bits = ({ read, write }: Rights): number => (read ? 1 : 0) + (write ? 2 : 0)
  return Object.fromEntries(Object.entries(rights).map(([name, own]) => [name, bits(own)]))
}
