import { createHmac } from 'node:crypto'

/** The one key of the stand-in. */
export const key = 'app.key:a-secret'

export interface TokenOptions {
  readonly capability?: Readonly<Record<string, readonly string[]>>
  /** How long it is good. Default: an hour. */
  readonly seconds?: number
}

/** A JWT as a back end of the app makes it for Ably. */
export function tokenFor(clientId: string, { capability, seconds = 3_600 }: TokenOptions = {}): string {
  const [kid = '', secret = ''] = key.split(':')
  const now = Math.floor(Date.now() / 1_000)
  const claims = {
    iat: now,
    exp: now + seconds,
    'x-ably-clientId': clientId,
    'x-ably-capability': JSON.stringify(capability ?? { '*': ['*'] }),
  }
  const parts = [{ typ: 'JWT', alg: 'HS256', kid }, claims].map((part) =>
    Buffer.from(JSON.stringify(part)).toString('base64url'),
  )
  const signature = createHmac('sha256', secret).update(parts.join('.')).digest('base64url')
  return [...parts, signature].join('.')
}
