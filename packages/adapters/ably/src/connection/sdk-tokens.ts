import type { AdapterContext, RealtimeError, TokenWish } from '@herenow/adapter'
import { adapterError, createTokenCalls, createTokenSource, RealtimeError as KitError } from '@herenow/adapter'
import type { ClientOptions, RealtimeClient, TokenParams } from 'ably'
import { isRecord, parsedJson } from '../json.ts'
import { hint } from '../hints.ts'
import { isProblem, requestError } from '../service-error.ts'

type AuthCallback = NonNullable<ClientOptions['authCallback']>
type Token = Parameters<Parameters<AuthCallback>[1]>[1]

export interface SdkTokensNeeds {
  readonly context: AdapterContext
  readonly client: () => Pick<RealtimeClient, 'auth'>
  readonly isConnected: () => boolean
}

/** What the SDK gets when it asks for a token. */
export interface SdkTokens {
  readonly authCallback: AuthCallback
  /** What the next call of the SDK is for. */
  readonly wish: (wish: TokenWish) => void
  /** Why the last call failed, once. */
  readonly takeError: () => RealtimeError | null
  /** Ably took the token. */
  readonly accepted: () => void
  readonly giveUp: () => void
}

export function createSdkTokens({ context, client, isConnected }: SdkTokensNeeds): SdkTokens {
  const source = createTokenSource(context)
  const calls = createTokenCalls(context.env.clock, source)
  let next: TokenWish | null = null
  /** A token was given that Ably hasn't taken yet. */
  let isOnTrial = false
  let lastError: RealtimeError | null = null

  function takeWish(): TokenWish {
    const wish = next
    next = null
    return wish ?? { reason: isConnected() ? 'expiring' : isOnTrial ? 'rejected' : 'connect' }
  }

  async function token(params: TokenParams): Promise<Token> {
    const text = await calls.ask(takeWish())
    isOnTrial = text !== null
    return text === null ? withKey(params) : parsed(text)
  }

  /** Without a token function the key of the client has to do, if it was given one. */
  async function withKey(params: TokenParams): Promise<Token> {
    try {
      const { clientId } = context
      return await client().auth.createTokenRequest({ ...params, ...(clientId !== null && { clientId }) })
    } catch (cause) {
      throw adapterError('unauthorized', 'There is no token.', { hint: hint('noToken'), cause })
    }
  }

  return {
    authCallback(params, callback) {
      token(params).then(
        (it) => callback(null, it),
        (thrown: unknown) => {
          lastError = KitError.isInstance(thrown) ? thrown : requestError(thrown)
          callback(forSdk(lastError, isConnected()), null)
        },
      )
    },
    wish(wish) {
      next = wish
    },
    takeError() {
      const error = lastError
      lastError = null
      return error
    },
    accepted() {
      isOnTrial = false
      lastError = null
      source.accepted()
    },
    giveUp: () => calls.giveUp(adapterError('connection_closed', 'The connection is not open.', { retryable: true })),
  }
}

/** Signed token requests, and tokens with details, come as JSON. */
function parsed(text: string): Token {
  if (!text.startsWith('{')) return text
  const value = parsedJson(text, null)
  const isToken = isRecord(value) && ('keyName' in value || 'token' in value)
  if (isToken) return value as unknown as Token
  throw adapterError('invalid_argument', 'The token function gave no usable token.', { hint: hint('noToken') })
}

/** Ably's number for a failed token function. The status 403 tells the SDK to give up, which a living connection needn't. */
function forSdk(error: RealtimeError, isConnected: boolean): Parameters<Parameters<AuthCallback>[1]>[0] {
  const statusCode = error.retryable || isConnected ? 401 : 403
  const code = isProblem(error.cause) ? error.cause.code : 40170
  return { name: error.name, message: error.message, code, statusCode }
}
