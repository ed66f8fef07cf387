import type { TokenWish } from '@herenow/adapter'
import { adapterError } from '@herenow/adapter'
import { nativeChannel } from './native-channel.ts'
import { hint } from './hints.ts'
import { tokenClaims } from './token-claims.ts'

export interface ChannelTokensNeeds {
  readonly askForToken: (wish: TokenWish) => Promise<string | null>
}

/** Tokens that the app gave for single channels, instead of one for the connection. */
export interface ChannelTokens {
  /** Keeps a token for the channel that it names. `false`: it names none, and is for the connection. */
  keep(token: string): boolean
  readonly of: (channel: string) => { readonly token: string; readonly getToken: () => Promise<string> } | null
}

export function createChannelTokens({ askForToken }: ChannelTokensNeeds): ChannelTokens {
  const tokens = new Map<string, string>()

  async function next(channel: string): Promise<string> {
    const token = await askForToken({ reason: 'expiring', channel })
    if (token === null) throw adapterError('unauthorized', 'There is no token.', { hint: hint('noToken'), channel })
    tokens.set(nativeChannel(channel), token)
    return token
  }

  return {
    keep(token) {
      const { channel } = tokenClaims(token)
      if (channel === null) return false
      tokens.set(channel, token)
      return true
    },
    of(channel) {
      const token = tokens.get(nativeChannel(channel))
      return token === undefined ? null : { token, getToken: () => next(channel) }
    },
  }
}
