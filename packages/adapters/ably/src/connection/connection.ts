import type { AdapterContext, AskSdk, EventBatch, RealtimeError, TokenWish } from '@herenow/adapter'
import { adapterError, listenToPlatform } from '@herenow/adapter'
import type { ConnectionStateChange, RealtimeClient } from 'ably'
import { hint } from '../hints.ts'
import { isAboutToken, lossFor, otherClient, reasonFor, rootOf } from './ending.ts'
import type { SdkTokens } from './sdk-tokens.ts'

export interface ConnectionNeeds {
  readonly context: AdapterContext
  readonly events: EventBatch
  readonly client: Pick<RealtimeClient, 'connection' | 'auth' | 'connect' | 'close'>
  readonly tokens: SdkTokens
  readonly ask: AskSdk
  readonly onConnected: () => void
  readonly onDown: () => void
  readonly onFailed: (reason: RealtimeError) => void
}

type Status = 'initialized' | 'connecting' | 'connected' | 'disconnected' | 'failed' | 'closed'

/** The SDK's connection, told as ours: it makes its attempts, comes back and resumes by itself. */
export interface Connection {
  readonly isConnected: () => boolean
  /** `null`: there is no connection. */
  readonly id: () => string | null
  readonly connect: () => void
  readonly close: () => void
  /** Has Ably go by another token. Resolves when it does. */
  readonly renewToken: (wish: TokenWish) => Promise<void>
}

export function createConnection(needs: ConnectionNeeds): Connection {
  const { context, events, client, tokens, ask, onConnected, onDown, onFailed } = needs
  const { clock } = context.env
  let status: Status = 'initialized'
  let attempt = 0
  /** Tokens in a row that Ably refused. */
  let refusals = 0
  let stopListening = (): void => {}

  /** Who Ably takes us for. */
  function clientId(): string {
    const { clientId: named } = client.auth
    return named && named !== '*' ? named : (context.clientId ?? client.connection.id ?? '')
  }

  function changed(change: ConnectionStateChange): void {
    if (status === 'closed' || status === 'failed' || status === 'initialized') return
    const { current, previous, reason } = change
    switch (current) {
      case 'initialized':
        return
      case 'connecting':
        return connecting()
      case 'connected':
        return current === previous ? events.add({ type: 'token' }) : connected()
      case 'disconnected':
      case 'suspended':
        return lost(change)
      case 'failed':
        return fail(tokens.takeError() ?? reasonFor(rootOf(reason)))
      case 'closing':
      case 'closed':
        return fail(adapterError('connection_closed', 'The app has closed the Ably client.', { hint: hint('shared') }))
    }
  }

  function connecting(): void {
    attempt += 1
    status = 'connecting'
    events.add({ type: 'connection', state: { status, attempt } })
  }

  function connected(): void {
    const own = clientId()
    if (context.clientId !== null && own !== context.clientId) return fail(otherClient(own))
    status = 'connected'
    attempt = 0
    refusals = 0
    tokens.accepted()
    const connectionId = client.connection.id ?? ''
    events.add({ type: 'connection', state: { status, connectionId, clientId: own, info: context.info } })
    onConnected()
  }

  function lost({ reason: told, retryIn = 0 }: ConnectionStateChange): void {
    const wasConnected = status === 'connected'
    const problem = rootOf(told)
    const tokenError = tokens.takeError()
    const reason = wasConnected ? lossFor(problem) : (tokenError ?? reasonFor(problem))
    if (isAboutToken(problem) && !wasConnected) refusals += 1
    if (wasConnected) onDown()
    if (isFinal(reason, wasConnected)) return fail(reason)
    status = 'disconnected'
    // The SDK comes back at once to what it has just lost.
    const retryAt = clock.date() + (wasConnected ? 0 : retryIn)
    events.add({ type: 'connection', state: { status, reason, attempt, retryAt } })
  }

  /** A new token is tried once. What else isn't worth a retry would be refused again. */
  function isFinal(reason: RealtimeError, wasConnected: boolean): boolean {
    if (wasConnected) return false
    return context.failFast || refusals > 1 || (refusals === 0 && !reason.retryable)
  }

  function fail(reason: RealtimeError): void {
    if (status === 'connected') onDown()
    status = 'failed'
    stop()
    events.add({ type: 'connection', state: { status, reason } })
    onFailed(reason)
  }

  function stop(): void {
    stopListening()
    tokens.giveUp()
    client.close()
  }

  function connect(): void {
    if (status === 'closed' || status === 'connected') return
    if (status === 'initialized' || status === 'failed') {
      status = 'disconnected'
      attempt = 0
      refusals = 0
      stopListening = listenToPlatform(context.env, (isBack) => {
        if (isBack && status === 'disconnected') client.connect()
      })
    }
    client.connect()
  }

  client.connection.on((change) => {
    context.log.debug(`ably: ${change.current}`, change.reason)
    events.during(() => changed(change))
  })

  return {
    isConnected: () => status === 'connected',
    id: () => (status === 'connected' ? (client.connection.id ?? null) : null),
    connect: () => events.during(connect),
    close() {
      if (status === 'closed') return
      if (status === 'connected') onDown()
      status = 'closed'
      stop()
      events.add({ type: 'connection', state: { status } })
    },
    async renewToken(wish) {
      tokens.wish(wish)
      try {
        await ask(() => client.auth.authorize())
      } catch (thrown) {
        throw tokens.takeError() ?? thrown
      }
    },
  }
}
