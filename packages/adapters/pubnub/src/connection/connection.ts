import type { AdapterContext, EventBatch, RealtimeError } from '@herenow/adapter'
import { after, listenToPlatform, retryPause, retryStep } from '@herenow/adapter'
import type { NativePosition } from '../native-position.ts'
import { positionOf, zero } from '../native-position.ts'
import type { SdkClient } from '../sdk.ts'
import { requestError } from '../service-error.ts'
import { lossFor, reasonFor } from './ending.ts'
import type { Tokens } from './tokens.ts'

export interface ConnectionNeeds {
  readonly context: AdapterContext
  readonly events: EventBatch
  readonly client: Pick<SdkClient, 'time'>
  readonly tokens: Tokens
  readonly connectionId: string
  readonly onConnected: () => void
  readonly onDown: () => void
  /** The device says that the network is back: what waits for an answer may wait in vain. */
  readonly onBack: () => void
  readonly onFailed: (reason: RealtimeError) => void
  readonly onClosed: () => void
}

/** Whether PubNub answers. There is no connection in its requests, so that this makes one of them. */
export interface Connection {
  readonly isConnected: () => boolean
  /** The moment at PubNub when it was made. */
  readonly since: () => NativePosition
  readonly connect: () => void
  readonly close: () => void
  /** A request was not answered: it is found out whether any is. */
  readonly doubt: () => void
  /** Nothing is answered any more. */
  readonly lost: (reason: RealtimeError) => void
  /** PubNub doesn't take the token any more. */
  readonly tokenRefused: (reason: RealtimeError) => void
  /** PubNub has let us in. */
  readonly accepted: () => void
  readonly fail: (reason: RealtimeError) => void
}

type Status = 'initialized' | 'connecting' | 'connected' | 'disconnected' | 'failed' | 'closed'

/** Milliseconds for which a connection has to last, so that the next loss of it is the first in a row. */
const stable = 10_000

export function createConnection(needs: ConnectionNeeds): Connection {
  const { context, events, client, tokens, connectionId, onConnected, onDown, onBack, onFailed, onClosed } = needs
  const { clock, random } = context.env
  let status: Status = 'initialized'
  let attempt = 0
  let losses = 0
  /** Tokens in a row that PubNub refused. */
  let refusals = 0
  let connectedAt = 0
  let since = zero
  /** Answers for an earlier attempt are nobody's business any more. */
  let round = 0
  /** The attempt whose connection is being looked at; `null`: none is. */
  let doubted: number | null = null
  let cancelRetry = (): void => {}
  let stopListening = (): void => {}

  async function reach(): Promise<NativePosition> {
    if (!tokens.isReady()) await tokens.fetch({ reason: refusals > 0 ? 'rejected' : 'connect' })
    const { timetoken } = await client.time()
    return positionOf(timetoken)
  }

  function start(): void {
    cancelRetry()
    const own = (round += 1)
    attempt += 1
    status = 'connecting'
    events.add({ type: 'connection', state: { status, attempt } })
    reach().then(
      (now) => {
        if (own === round) events.during(() => connected(now))
      },
      (thrown: unknown) => {
        if (own === round) events.during(() => attemptFailed(requestError(thrown)))
      },
    )
  }

  function connected(now: NativePosition): void {
    status = 'connected'
    attempt = 0
    since = now
    connectedAt = clock.now()
    const clientId = context.clientId ?? tokens.clientId() ?? connectionId
    events.add({ type: 'connection', state: { status, connectionId, clientId, info: context.info } })
    onConnected()
  }

  function attemptFailed(error: RealtimeError): void {
    const reason = reasonFor(error)
    if (context.failFast || !reason.retryable) return fail(reason)
    waitAndRetry(reason)
  }

  function waitAndRetry(reason: RealtimeError): void {
    round += 1
    status = 'disconnected'
    const pause = retryPause(retryStep(losses), random, reason.retryAfter)
    losses += 1
    cancelRetry = after(clock, pause, () => events.during(start))
    events.add({ type: 'connection', state: { status, reason, attempt, retryAt: clock.date() + pause } })
  }

  function lost(reason: RealtimeError): void {
    if (status !== 'connected') return
    if (clock.now() - connectedAt > stable) losses = 0
    onDown()
    waitAndRetry(lossFor(reason))
  }

  function tokenRefused(reason: RealtimeError): void {
    if (status !== 'connected') return
    refusals += 1
    if (refusals > 1 || !tokens.isUsed()) return fail(reason)
    tokens.refused()
    onDown()
    waitAndRetry(reason)
    start()
  }

  function fail(reason: RealtimeError): void {
    if (status === 'failed' || status === 'closed') return
    if (status === 'connected') onDown()
    status = 'failed'
    stop()
    events.add({ type: 'connection', state: { status, reason } })
    onFailed(reason)
  }

  function stop(): void {
    round += 1
    cancelRetry()
    stopListening()
    tokens.refused()
    tokens.giveUp()
  }

  function connect(): void {
    if (status === 'closed' || status === 'connected' || status === 'connecting') return
    if (status === 'initialized' || status === 'failed') {
      attempt = losses = refusals = 0
      stopListening = listenToPlatform(context.env, (isBack) => events.during(() => heardOfNetwork(isBack)))
    }
    start()
  }

  function heardOfNetwork(isBack: boolean): void {
    if (status === 'disconnected' && isBack) start()
    if (status !== 'connected') return
    if (isBack) onBack()
    doubt()
  }

  function doubt(): void {
    if (status !== 'connected' || doubted === round) return
    const own = (doubted = round)
    client.time().then(
      () => {
        if (doubted === own) doubted = null
      },
      (thrown: unknown) => {
        if (own === round) events.during(() => lost(requestError(thrown)))
      },
    )
  }

  return {
    isConnected: () => status === 'connected',
    since: () => since,
    connect: () => events.during(connect),
    close() {
      if (status === 'closed') return
      events.during(() => {
        if (status === 'connected') onDown()
        status = 'closed'
        stop()
        onClosed()
        events.add({ type: 'connection', state: { status } })
      })
    },
    doubt,
    lost,
    tokenRefused,
    accepted() {
      refusals = 0
      tokens.accepted()
    },
    fail,
  }
}
