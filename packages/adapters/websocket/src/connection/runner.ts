import { after, assertNever, createTokenSource, deadline, listenToPlatform, notConnected } from '@herenow/adapter'
import type { ErrorBody } from '@herenow/protocol'
import { clientLimits, closeCode, subprotocol } from '@herenow/protocol'
import { impossible } from './connection-errors.ts'
import { connectionPolicy } from './connection-policy.ts'
import type { ConnectionEffect, ConnectionEvent, ConnectionState } from './connection-state.ts'
import type { Connection, ConnectionNeeds } from './connection.ts'
import { createCurrentSocket } from './current-socket.ts'
import { createHandshake } from './handshake.ts'
import { step } from './machine.ts'
import { refusedUpgrade } from './refused-upgrade.ts'
import { sessionState } from './session-state.ts'
import { createUpkeep } from './upkeep.ts'

/** Of a socket that never was. */
const abnormalClosure = 1006

/** Performs what the machine decides: with one socket at a time, and one timer for what is due. */
export function createConnection(needs: ConnectionNeeds): Connection {
  const { context, events, outgoing, requests } = needs
  const { url, options } = needs.address
  const { clock } = context.env
  const policy = connectionPolicy(context, needs.address)
  const tokens = createTokenSource(context, clientLimits.tokenBytes)
  const upkeep = createUpkeep({
    clock,
    tokens,
    requests,
    silence: options.heartbeat,
    onToken: () => events.add({ type: 'token' }),
    onTokenError: (error) => events.add({ type: 'error', error }),
    onSilent: () => giveUp(closeCode.pingTimeout),
  })
  const handshake = createHandshake(context.clientId, context.info)
  const current = createCurrentSocket({
    create: (listener) => context.env.createSocket(url, [subprotocol], listener),
    onOpen: (chosen) => dispatch({ type: 'socket-opened', accepted: chosen === subprotocol }),
    onFrame(data) {
      if (state.status === 'closing') return
      upkeep.heard()
      events.during(() => needs.onFrame(data))
    },
    onEnd: giveUp,
    onRefused(answer) {
      goodbye = refusedUpgrade(answer, url)
      giveUp(abnormalClosure)
    },
    onBlocked: () => dispatch({ type: 'socket-blocked' }),
    onImpossible: (cause) => dispatch({ type: 'socket-impossible', error: impossible(cause) }),
  })

  let state: ConnectionState = { status: 'initialized' }
  let goodbye: ErrorBody | null = null
  /** On the present socket. */
  let isWelcomed = false
  let cancelDue = (): void => {}
  let stopListening = (): void => {}
  let markClosed = (): void => {}
  const closed = new Promise<void>((resolve) => (markClosed = resolve))

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
      if (before.status !== state.status) announce(due)
      next.effects.forEach(perform)
      if (next.state.status === 'failed' && before.status !== 'failed') {
        // Whoever comes back after this is a new connection: the old one may be somebody else's by now.
        handshake.forget()
        needs.onFailed(next.state.reason)
      }
    })
  }

  function announce(due: number): void {
    context.log.debug(`${options.name ?? 'websocket'}: ${state.status}`, 'reason' in state ? state.reason : undefined)
    const told = sessionState(state, handshake.welcome, clock.date() + due)
    if (told) events.add({ type: 'connection', state: told })
    stopListening()
    stopListening = (): void => {}
    if (state.status === 'closed') return markClosed()
    if (state.status === 'failed' || state.status === 'closing') return
    stopListening = listenToPlatform(context.env, (isBack) => {
      if (isBack) dispatch({ type: 'woken' })
      upkeep.probe()
    })
  }

  function perform(effect: ConnectionEffect): void {
    switch (effect.type) {
      case 'fetch-token':
        return tokens.fetch(
          { reason: effect.reason },
          (token) => dispatch({ type: 'token-fetched', token }),
          (error) => dispatch({ type: 'token-failed', error }),
        )
      case 'open-socket':
        goodbye = null
        return current.open()
      case 'say-hello':
        return greet(effect.token)
      case 'say-goodbye':
        outgoing.flush()
        down(closeCode.normal)
        return current.close(closeCode.normal)
      case 'let-go':
        down(effect.code)
        return current.letGo(effect.code)
      default:
        return assertNever(effect)
    }
  }

  function greet(token: string | null): void {
    outgoing.use(current.socket)
    outgoing.push(JSON.stringify(handshake.hello(token)))
    // A frame of its own: the server reads nothing else before it.
    outgoing.flush()
    needs.onGreeted()
  }

  function down(code: number): void {
    upkeep.stop()
    needs.onDown()
    requests.drop({ code, isWelcomed })
    isWelcomed = false
    outgoing.use(null)
  }

  function giveUp(code: number): void {
    dispatch({ type: 'socket-ended', code, goodbye })
  }

  return {
    get status() {
      return state.status
    },
    get clientId() {
      return handshake.clientId
    },
    connect: () => dispatch({ type: 'connect-called' }),
    close() {
      dispatch({ type: 'close-called' })
      return closed
    },
    probe: upkeep.probe,
    refreshToken: (wish) => (state.status === 'connected' ? upkeep.replaceToken(wish) : Promise.reject(notConnected())),
    welcome(welcome) {
      if (state.status !== 'connecting') return
      const refusal = handshake.accept(welcome)
      if (refusal) {
        goodbye = refusal
        return giveUp(closeCode.unauthorized)
      }
      isWelcomed = true
      outgoing.frameBytes = welcome.limits.frameBytes
      tokens.accepted()
      dispatch({ type: 'welcomed' })
      upkeep.start(welcome)
      requests.welcomed()
      needs.onConnected(welcome.resumed)
    },
    farewell(error) {
      goodbye = error
    },
    giveUp,
  }
}
