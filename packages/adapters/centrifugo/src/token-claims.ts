import type { UserInfo } from '@herenow/adapter'
import { isRecord, userInfo } from './user-info.ts'

/** What a JWT says. Centrifugo has checked it, or will; nobody here can. */
export interface TokenClaims {
  /** Whose it is. */
  readonly user: string | null
  readonly info: UserInfo | null
  /** The channel that it is for; `null`: for the connection. */
  readonly channel: string | null
}

const nothing: TokenClaims = { user: null, info: null, channel: null }

/** `nothing` for tokens that aren't JWTs: only the service knows what they mean. */
export function tokenClaims(token: string | null): TokenClaims {
  const payload = token === null ? undefined : parsed(token.split('.')[1] ?? '')
  if (!isRecord(payload)) return nothing
  const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null)
  return { user: text(payload['sub']), info: userInfo(payload['info']), channel: text(payload['channel']) }
}

function parsed(base64url: string): unknown {
  try {
    const bytes = atob(base64url.replaceAll('-', '+').replaceAll('_', '/'))
    // UTF-8 by hand: jsdom, as Jest and Vitest run it, has no `TextDecoder`.
    const escaped = Array.from(bytes, (byte) => `%${byte.charCodeAt(0).toString(16).padStart(2, '0')}`)
    return JSON.parse(decodeURIComponent(escaped.join('')))
  } catch {
    return undefined
  }
}
