import type { AdapterSession, Capabilities, ErrorCode, RealtimeError, Timer } from '@herenow/adapter'
import { retryPause, retryStep } from '@herenow/adapter'
import type { ClientServices } from '../client/client-services.ts'
import { isLasting } from '../client/lasting-refusal.ts'
import { failure, handled, toRealtimeError } from '../client/errors.ts'

/** Asks for our own presence in a channel, and remembers what the service said. */
export interface PresenceRequests {
  /** We are not in, though we asked to be. */
  readonly isRefused: boolean
  /** We are not in, and the cause of it may end by itself. */
  readonly mayAskAgain: boolean
  /** Called when what was refused may be asked for again. */
  onRetryDue: () => void
  /** `onRefused`: an update was refused; we are still in with this state. */
  ask(
    session: AdapterSession | null,
    action: 'enter' | 'update',
    state: unknown,
    onRefused: (lastGranted: unknown) => void,
  ): Promise<void>
  leave(session: AdapterSession | null): Promise<void>
  /** The service refused without having been asked by a call of ours. */
  refused(reason: RealtimeError): void
  /** We don't take part any more, or the service has ended it. */
  reset(): void
}

export interface PresenceRequestsNeeds {
  readonly name: string
  readonly client: Pick<ClientServices, 'clock' | 'random' | 'report' | 'session'>
  readonly capabilities: () => Pick<Capabilities, 'presence'>
  readonly whenAttached: () => Promise<void>
  /** The last request was refused, or (`null`) was granted. */
  readonly onError: (error: RealtimeError | null) => void
}

export function createPresenceRequests({
  name,
  client,
  capabilities,
  whenAttached,
  onError,
}: PresenceRequestsNeeds): PresenceRequests {
  const { clock, random } = client
  let refusal: RealtimeError | null = null
  /** The state with which we are in, where we are. */
  let granted: { readonly state: unknown } | null = null
  /** A repeated refusal of a request that we made by ourselves is no news. */
  let reported: ErrorCode | null = null
  let attempt = 0
  let timer: Timer = null
  /** The newest request: only its answer says whether we are in. */
  let newest = 0
  /** Answers to requests up to this one say nothing any more. */
  let forgotten = 0

  function accept(): void {
    refusal = null
    reported = null
    attempt = 0
    clock.clearTimeout(timer)
    onError(null)
  }

  function refuse(reason: RealtimeError): void {
    refusal = reason
    granted = null
    const { retryable, retryAfter } = reason
    clock.clearTimeout(timer)
    if (retryable || retryAfter !== undefined) {
      timer = clock.setTimeout(() => requests.onRetryDue(), retryPause(retryStep(attempt), random, retryAfter))
    }
    attempt += 1
    // What is asked for again by itself is only worth a word when it can't be helped by waiting.
    if (retryable) return
    onError(reason)
    if (reported !== reason.code) client.report(reason)
    reported = reason.code
  }

  /** We are in as before. The session may have forgotten that: it must bring us back after a drop. */
  function restore(session: AdapterSession, reason: RealtimeError, onRefused: (state: unknown) => void): void {
    if (!granted) return refuse(reason)
    const { state } = granted
    onRefused(state)
    onError(reason)
    client.report(reason)
    session.presence.update(name, state).catch((thrown: unknown) => refuse(toRealtimeError(thrown, 'Being present')))
  }

  /** Whoever attaches is present: there is nothing to ask for but the state. */
  function isImplied(): boolean {
    const { presence } = capabilities()
    return presence !== 'none' && presence.enter === 'with-attach'
  }

  function checkSupport(state: unknown): void {
    const { presence } = capabilities()
    if (presence === 'none') throw failure('unsupported', 'There is no presence here.', { channel: name })
    if (state !== null && !presence.state) {
      throw failure('unsupported', 'Presence has no state here.', { channel: name })
    }
  }

  async function send(session: AdapterSession, action: 'enter' | 'update', state: unknown): Promise<void> {
    checkSupport(state)
    if (!isImplied()) return session.presence[action](name, state)
    if (state !== null) return session.presence.update(name, state)
    await whenAttached()
    // Only the attach may have told that there is none.
    checkSupport(state)
  }

  const requests: PresenceRequests = {
    get isRefused() {
      return refusal !== null
    },
    get mayAskAgain() {
      return refusal !== null && !isLasting(refusal)
    },
    onRetryDue: () => {},
    ask(session, action, state, onRefused) {
      if (!session) return Promise.resolve()
      const mine = (newest += 1)
      const asked = send(session, action, state).then(
        () => {
          if (mine > forgotten) granted = { state }
          if (mine === newest) accept()
        },
        (thrown: unknown) => {
          const reason = toRealtimeError(thrown, 'Changing our presence')
          // The connection's to say: the session, or the next one, brings us back.
          const isLost = session !== client.session || reason.code === 'connection_closed'
          if (mine === newest && !isLost) {
            if (reason.retryable) refuse(reason)
            else restore(session, reason, onRefused)
          }
          throw reason
        },
      )
      return handled(asked)
    },
    leave(session) {
      if (!session || isImplied()) return Promise.resolve()
      return handled(
        session.presence.leave(name).catch((thrown: unknown) => {
          const reason = toRealtimeError(thrown, 'Leaving')
          if (!reason.retryable) client.report(reason)
          throw reason
        }),
      )
    },
    refused: refuse,
    reset() {
      forgotten = newest
      newest += 1
      refusal = null
      granted = null
      reported = null
      attempt = 0
      clock.clearTimeout(timer)
      onError(null)
    },
  }
  return requests
}
