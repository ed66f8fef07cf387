import { Buffer } from 'node:buffer'
import type { Clock, Random, UserInfo } from '@herenow/adapter'
import { RealtimeError } from '@herenow/adapter'
import type { JWTPayload } from 'jose'
import { SignJWT } from 'jose'
import { shortestSecret } from '../auth/check-token.ts'
import { identityFrom } from '../auth/identity.ts'
import type { Action, CapabilityClaim } from '../auth/rights.ts'
import { isChannelPattern } from '../channel/channel-pattern.ts'
import { nodeEnv } from '../env/node-env.ts'
import { assertKnownNames, unknownName } from '../known-names.ts'
import { randomId } from '../random-id.ts'
import { refusal } from '../refusal.ts'
import { readTimeSpan } from './time-span.ts'

/** What a token says, and the secret that it is signed with. */
export interface SignTokenOptions {
  /** The server's `auth.secret`: at least 32 bytes. */
  readonly secret: string
  /** Who the token is for. */
  readonly clientId: string
  /** What the client may do, by channel pattern. Default: everything that the rules allow. */
  readonly capabilities?: CapabilityClaim | undefined
  /** What others see of the client; wins over what the client says of itself. */
  readonly info?: UserInfo | undefined
  /** How long the token is good: seconds, or a text such as `'15m'`, `'1h'` or `'7d'`. Default `'1h'`. */
  readonly expiresIn?: number | string | undefined
  /** The server's `auth.issuer`, if it has one. */
  readonly issuer?: string | undefined
  /** The server's `auth.audience`, if it has one. */
  readonly audience?: string | undefined
}

const optionNames: readonly (keyof SignTokenOptions)[] = [
  'secret',
  'clientId',
  'capabilities',
  'info',
  'expiresIn',
  'issuer',
  'audience',
]
const actions: Readonly<Record<Action, true>> = { subscribe: true, publish: true, presence: true, history: true }
const actionNames = Object.keys(actions)

/**
 * Signs a token that a server with `auth: { secret }` accepts, for back ends that hand tokens to their users. Each has a
 * random `jti` and its time of signing as `iat`, by which `revoke` takes tokens back. Rejects with `invalid_argument` for a secret that is too short, and for what the server would refuse or not understand.
 */
export async function signToken(options: SignTokenOptions): Promise<string> {
  assertKnownNames('option of `signToken`', options, optionNames)
  return signTokenWith(options, nodeEnv)
}

/** The same, with the time and chance of a server. */
export async function signTokenWith(
  options: SignTokenOptions,
  { clock, random }: { readonly clock: Pick<Clock, 'date'>; readonly random: Random },
): Promise<string> {
  const { secret, clientId, capabilities, info, issuer, audience } = options
  const key = signingKey(secret)
  checkCapabilities(capabilities)
  checkClaims({ clientId, capabilities, info })
  const now = Math.floor(clock.date() / 1_000)
  const claims: JWTPayload = {
    sub: clientId,
    jti: randomId(random, 12),
    iat: now,
    exp: now + secondsOf(options.expiresIn ?? '1h'),
    ...(capabilities === undefined ? {} : { cap: capabilities }),
    ...(info === undefined ? {} : { info }),
    ...(issuer === undefined ? {} : { iss: issuer }),
    ...(audience === undefined ? {} : { aud: audience }),
  }
  return new SignJWT(claims).setProtectedHeader({ alg: 'HS256', typ: 'JWT' }).sign(key)
}

function signingKey(secret: unknown): Uint8Array {
  const key = Buffer.from(typeof secret === 'string' ? secret : '')
  if (key.length >= shortestSecret) return key
  throw refusal('invalid_argument', `\`secret\` must be a text of at least ${shortestSecret} bytes.`, {
    hint: 'Pass the secret that the server has as `auth.secret`.',
  })
}

function secondsOf(expiresIn: number | string): number {
  const seconds = typeof expiresIn === 'string' ? readTimeSpan(expiresIn) : expiresIn
  if (seconds !== null && Number.isSafeInteger(seconds) && seconds > 0) return seconds
  throw refusal('invalid_argument', '`expiresIn` must be a time that a token can be good for.', {
    hint: "Pass whole seconds, or a text such as '30s', '15m', '1h' or '7d'.",
  })
}

/** The server takes actions that it doesn't know, and they allow nothing; here they are a slip of the pen. */
function checkCapabilities(capabilities: CapabilityClaim | undefined): void {
  for (const [pattern, allowed] of Object.entries(capabilities ?? {})) {
    if (!isChannelPattern(pattern)) throw badPattern(pattern)
    const unknown = Array.isArray(allowed)
      ? allowed.find((action) => !Object.hasOwn(actions, String(action)))
      : undefined
    if (unknown !== undefined) throw unknownName(`action of "${pattern}"`, String(unknown), actionNames)
  }
}

function badPattern(pattern: string): RealtimeError {
  return refusal('invalid_argument', `"${pattern.slice(0, 60)}" in \`capabilities\` is not a channel pattern.`, {
    hint: 'A pattern is a channel name, or one whose whole last segment is "*", for example "room:*".',
  })
}

/** The server's own look at the claims of a token. */
function checkClaims(claims: Pick<SignTokenOptions, 'clientId' | 'capabilities' | 'info'>): void {
  try {
    const { clientId, capabilities, info } = claims
    const untold = { expiresAt: undefined, tokenId: undefined, issuedAt: undefined }
    identityFrom({ clientId, capabilities, info, ...untold })
  } catch (error) {
    if (!RealtimeError.isInstance(error)) throw error
    throw refusal('invalid_argument', `The server would refuse this token. ${error.message}`, {
      hint: '`clientId` becomes `sub`, `capabilities` becomes `cap`.',
      cause: error,
    })
  }
}
