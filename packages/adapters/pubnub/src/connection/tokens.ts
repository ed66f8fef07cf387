import type { AdapterContext, RealtimeError, TokenWish } from '@herenow/adapter'
import { adapterError, after, createTokenCalls, createTokenSource, hint } from '@herenow/adapter'
import type { SdkClient } from '../sdk.ts'

export interface TokensNeeds {
  readonly context: AdapterContext
  readonly client: Pick<SdkClient, 'setToken' | 'setUUID' | 'parseToken'>
  /** The token ends soon. */
  readonly onEnding: () => void
}

/** What the SDK sends along, so that PubNub lets it in. */
export interface Tokens {
  /** Fetches a token and has the SDK use it. */
  fetch(wish: TokenWish): Promise<void>
  /** There is a token that PubNub hasn't refused, or none is needed. */
  readonly isReady: () => boolean
  /** The token function has given one. */
  readonly isUsed: () => boolean
  readonly refused: () => void
  readonly accepted: () => void
  /** The user that the token is for; `null`: it says nothing of it. */
  readonly clientId: () => string | null
  readonly giveUp: () => void
}

/** How much of a token's time passes before another is fetched. Milliseconds: no timer waits longer. */
const share = 0.9
const longestWait = 86_400_000

export function createTokens({ context, client, onEnding }: TokensNeeds): Tokens {
  const { clock } = context.env
  const source = createTokenSource(context)
  const calls = createTokenCalls(clock, source)
  let isReady = false
  let isUsed = false
  let clientId: string | null = null
  let cancelTimer = (): void => {}

  function take(token: string): void {
    const { authorized_uuid: uuid, timestamp, ttl } = parsed(client, token)
    const known = context.clientId ?? clientId
    if (uuid !== undefined && known !== null && uuid !== known) throw otherClient(uuid)
    client.setToken(token)
    isUsed = true
    if (uuid !== undefined && known === null) {
      clientId = uuid
      client.setUUID(uuid)
    }
    if (timestamp !== undefined && ttl !== undefined) renewAt(timestamp * 1_000 + ttl * 60_000 * share)
  }

  function renewAt(date: number): void {
    cancelTimer()
    const left = date - clock.date()
    // One that has ended already is found out by PubNub.
    if (left <= 0) return
    cancelTimer = after(clock, Math.min(left, longestWait), () => {
      if (left > longestWait) renewAt(date)
      else onEnding()
    })
  }

  return {
    async fetch(wish) {
      const token = await calls.ask(wish)
      if (token !== null) take(token)
      isReady = true
    },
    isReady: () => isReady,
    isUsed: () => isUsed,
    refused() {
      isReady = false
    },
    accepted: () => source.accepted(),
    clientId: () => clientId,
    giveUp() {
      cancelTimer()
      calls.giveUp(givenUp())
    },
  }
}

/** A session is one user's, from the first to the last. */
function otherClient(clientId: string): RealtimeError {
  return adapterError('unauthorized', `The token is for "${clientId}".`, { hint: hint('other-client') })
}

function givenUp(): RealtimeError {
  return adapterError('connection_closed', 'The connection is not open.', { retryable: true })
}

/** Tokens of Access Manager's older kind say nothing. */
function parsed(client: TokensNeeds['client'], token: string): NonNullable<ReturnType<SdkClient['parseToken']>> {
  try {
    return client.parseToken(token) ?? {}
  } catch {
    return {}
  }
}
