import type { RealtimeError } from '@herenow/adapter'
import {
  adapterError,
  after,
  assertNever,
  createTokenCalls,
  createTokenSource,
  deadline,
  listenToPlatform,
  notConnected,
  retryPause,
  retryStep,
} from '@herenow/adapter'
import type { Self } from '../received.ts'
import { isProblem } from '../service-error.ts'
import { hint } from '../hints.ts'
import { tokenClaims } from '../token-claims.ts'
import type { Connection, ConnectionNeeds } from './connection.ts'
import type { ConnectionEffect, ConnectionEvent, ConnectionState } from './connection-state.ts'
import type { Fault } from './ending.ts'
import { faultOf, isUnusable, losing, notStarted, otherUser, stopping } from './ending.ts'
import { step } from './machine.ts'
import { sessionState } from './session-state.ts'

export function createConnection(needs: ConnectionNeeds): Connection {
  const { context, events } = needs
  const { clock, random } = context.env
  const tokens = createTokenSource(context)
  const calls = createTokenCalls(clock, tokens)
  const policy = {
    failFast: context.failFast,
    retryDelay: (retries: number) => retryPause(retryStep(retries), random),
  }
  let state: ConnectionState = { status: 'initialized' }
  let self: Self | null = null
  let fault: Fault | null = null
  let isStopping = false
  /** The SDK has connected, and that is about to be told. */
  let cancelOpening: (() => void) | null = null
  let cancelDue = (): void => {}
  let stopListening = (): void => {}
  let replacing: { readonly resolve: () => void; readonly reject: (error: RealtimeError) => void } | null = null

  function dispatch(event: ConnectionEvent): void {
    events.during(() => {
      const before = state
      const next = step(before, event, policy)
      const due = typeof next.due === 'number' ? next.due : 0
      state = next.state
      if (next.due !== 'keep') cancelDue()
      if (typeof next.due === 'number') {
        const wait = state.status === 'connecting' ? deadline : after
        cancelDue = wait(clock, due, () => dispatch({ type: 'due' }))
      }
      if (before.status !== state.status) forgetOpening()
      if (before.status === 'connected' && state.status !== 'connected') down()
      if (before.status !== state.status) announce(due)
      next.effects.forEach(perform)
      if (state.status === 'failed' && before.status !== 'failed') fail(state.reason)
    })
  }

  function forgetOpening(): void {
    cancelOpening?.()
    cancelOpening = null
  }

  function announce(due: number): void {
    const told = sessionState(state, self, clock.date() + due)
    context.log.debug(`centrifugo: ${state.status}`, 'reason' in state ? state.reason : undefined)
    if (told) events.add({ type: 'connection', state: told })
    stopListening()
    const isOver = state.status === 'failed' || state.status === 'closed'
    stopListening = isOver ? (): void => {} : listenToPlatform(context.env, woken)
  }

  function perform(effect: ConnectionEffect): void {
    switch (effect.type) {
      case 'fetch-token':
        return tokens.fetch(
          { reason: effect.reason },
          (token) => dispatch({ type: 'token-fetched', token }),
          (error) => dispatch({ type: 'token-failed', error }),
        )
      case 'start-sdk':
        return start(effect.token)
      case 'stop-sdk':
        return stop()
      default:
        return assertNever(effect)
    }
  }

  function start(token: string | null): void {
    const { user } = tokenClaims(token)
    if (context.clientId !== null && user !== null && user !== context.clientId) return dispatch(otherUser(user))
    try {
      needs.client.setToken(token ?? '')
      needs.client.connect()
    } catch (cause) {
      stop()
      dispatch(notStarted(cause))
    }
  }

  function stop(): void {
    tokens.giveUp()
    isStopping = true
    try {
      needs.client.disconnect()
    } finally {
      isStopping = false
    }
  }

  function opened(connectionId: string): void {
    cancelOpening = null
    const { user } = tokenClaims(state.status === 'connecting' ? state.token : null)
    self = { connectionId, clientId: context.clientId ?? user ?? connectionId }
    fault = null
    tokens.accepted()
    dispatch({ type: 'opened' })
    needs.onConnected()
    replacing?.resolve()
    replacing = null
  }

  function down(): void {
    self = null
    calls.giveUp(notConnected())
    needs.onDown(fault)
    fault = null
  }

  function fail(reason: RealtimeError): void {
    replacing?.reject(reason)
    replacing = null
    needs.onFailed(reason)
  }

  function woken(isBack: boolean): void {
    if (isBack) dispatch({ type: 'woken' })
    // What can't be asked any more has been told already.
    if (state.status === 'connected') needs.probe().catch(() => {})
  }

  function giveUp(message: string): void {
    if (state.status === 'connected') dispatch(losing({ code: 0, message }, true))
  }

  return {
    get status() {
      return state.status
    },
    get self() {
      return self
    },
    connect: () => dispatch({ type: 'connect-called' }),
    close() {
      replacing?.reject(notConnected())
      replacing = null
      dispatch({ type: 'close-called' })
    },
    on: {
      connected(connectionId) {
        // The SDK gathers what is asked of it in this turn into one frame, which may be more than the server takes.
        if (state.status === 'connecting') cancelOpening = after(clock, 0, () => opened(connectionId))
      },
      connecting(code, message) {
        if (state.status === 'connected' || cancelOpening) dispatch(losing({ code, message }, true))
      },
      disconnected(code, message) {
        if (isStopping || (state.status !== 'connected' && state.status !== 'connecting')) return
        fault = faultOf(code)
        dispatch(stopping({ code, message }, state.token !== null))
      },
      error(type, error) {
        if (state.status !== 'connecting') return
        const problem = isProblem(error) ? error : { code: 0, message: type }
        // Our tokens never fail while it connects, so the rest of the start did.
        if (type === 'connectToken' || isUnusable(problem)) return dispatch(notStarted(error))
        if (type === 'transport' || type === 'connect') dispatch(losing(problem, false))
      },
    },
    async tokenForSdk() {
      if (state.status === 'connecting') return state.token ?? ''
      const token = await calls.ask({ reason: 'expiring' })
      if (token !== null) return token
      throw adapterError('unauthorized', 'There is no token.', { hint: hint('noToken') })
    },
    askForToken: (wish) => (state.status === 'connected' ? calls.ask(wish) : Promise.reject(notConnected())),
    giveUp,
    replaceToken: (token) =>
      new Promise((resolve, reject) => {
        if (state.status !== 'connected') return reject(notConnected())
        replacing = { resolve, reject }
        dispatch({ type: 'token-replaced', token })
      }),
  }
}
