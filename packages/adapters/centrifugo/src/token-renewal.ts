import type { TokenWish } from '@herenow/adapter'
import { adapterError } from '@herenow/adapter'
import type { ChannelTokens } from './channel-tokens.ts'
import { hint } from './hints.ts'
import { nativeChannel } from './native-channel.ts'
import { tokenClaims } from './token-claims.ts'

export interface TokenRenewalNeeds {
  readonly askForToken: (wish: TokenWish) => Promise<string | null>
  readonly channelTokens: Pick<ChannelTokens, 'keep'>
  /** Resolves when the connection goes by it. */
  readonly replaceToken: (token: string) => Promise<void>
  readonly onRenewed: () => void
}

/** Has the service go by a fresh token: for the connection, or for the channel that the token names. */
export type RenewToken = (request: TokenWish) => Promise<void>

/** Calls for one and the same are one: a new token for the connection makes it anew, under whoever else waits for one. */
export function createTokenRenewal(needs: TokenRenewalNeeds): RenewToken {
  const { askForToken, channelTokens, replaceToken, onRenewed } = needs
  const underWay = new Map<string | undefined, Promise<void>>()

  async function renew(request: TokenWish): Promise<void> {
    const token = await askForToken(request)
    if (token === null) throw adapterError('unauthorized', 'There is no token.', { hint: hint('noToken') })
    const { channel: named } = tokenClaims(token)
    if (named !== null && request.channel !== undefined && named !== nativeChannel(request.channel)) {
      const message = `The token is for the channel "${named}", and was asked for "${request.channel}".`
      throw adapterError('invalid_argument', message, { channel: request.channel })
    }
    if (!channelTokens.keep(token)) await replaceToken(token)
    onRenewed()
  }

  return (request) => {
    const { channel } = request
    const running = underWay.get(channel)
    if (running) return running
    const renewed = renew(request).finally(() => underWay.delete(channel))
    underWay.set(channel, renewed)
    return renewed
  }
}
