import type { AdapterContext, RealtimeError, Socket } from '@herenow/adapter'
import { after, assertNever, deadline } from '@herenow/adapter'
import type { ErrorBody, Hello, Welcome } from '@herenow/protocol'
import { closeCode, decodeResult, protocolVersion, subprotocol } from '@herenow/protocol'
import { notConnected } from '../adapter-error.ts'
import type { EventBatch } from '../event-batch.ts'
import type { Outgoing } from '../outgoing.ts'
import type { Loose, Requests } from '../requests.ts'
import type { SocketAddress } from '../socket-url.ts'
import { impossible, otherClient } from './connection-errors.ts'
import type { ConnectionEffect, ConnectionEvent, ConnectionPolicy, ConnectionState } from './connection-state.ts'
import { createHeartbeat, silenceAllowed } from './heartbeat.ts'
import { isLoopbackUrl } from './loopback.ts'
import { step } from './machine.ts'
import { listenToPlatform } from './platform.ts'
import { longestOnThisMachine, retryDelay } from './retry-delay.ts'
import { sessionState } from './session-state.ts'
import { createTokenRefresh } from './token-refresh.ts'
import type { TokenWish } from './token-source.ts'
import { createTokenSource } from './token-source.ts'

/** Who is told what becomes of the connection. */
export interface ConnectionHost {
  /** A frame came on the present socket. */
  onFrame(data: unknown): void
  /** `hello` has left: requests may follow it. */
  onGreeted(): void
  /** `resumed`: the server goes on with the connection before. */
  onConnected(resumed: boolean): void
  /** What was under way on the socket is lost. */
  onDown(): void
  /** No further attempt follows until `connect` is called. */
  onFailed(reason: RealtimeError): void
}

/** Performs what the machine decides: one socket at a time, with its timers. */
export interface Connection {
  readonly status: ConnectionState['status']
  /** Who we say we are, or who the token says we are once the server has told; `null` before. */
  readonly clientId: string | null
  readonly connect: () => void
  /** Resolves when the other side has ended it, or didn't in time. */
  close(): Promise<void>
  /** Asks the server for a sign of life. */
  readonly probe: () => void
  /** Fetches another token and applies it. Rejects while not connected. */
  refreshToken(wish: TokenWish): Promise<void>
  /** The server answered `hello`. */
  welcome(welcome: Welcome): void
  /** The server said why it is about to close. */
  farewell(error: ErrorBody): void
  /** Gives up the present socket for the reason that the code stands for. */
  giveUp(code: number): void
}

export function createConnection(
  context: AdapterContext,
  { url, options }: SocketAddress,
  events: EventBatch,
  outgoing: Outgoing,
  requests: Requests,
  host: ConnectionHost,
): Connection {
  const { clock, random } = context.env
  const interval = options.reconnectInterval
  const longest = isLoopbackUrl(url) ? longestOnThisMachine : undefined
  const policy: ConnectionPolicy = {
    failFast: options.failFast ?? context.failFast,
    retryDelay: (retries, retryAfter) => retryDelay(retries, random, { retryAfter, interval, longest }),
  }
  const tokens = createTokenSource(context)
  const refresh = createTokenRefresh(
    clock,
    tokens,
    async (token) => {
      const life = await requests.ask({ type: 'token', token }, (result) => decodeResult.token(result).expiresIn)
      events.add({ type: 'token' })
      return life
    },
    (error) => events.add({ type: 'error', error }),
  )
  const heartbeat = createHeartbeat(
    clock,
    () => requests.send({ type: 'ping' }, Boolean, () => {}),
    () => giveUp(closeCode.pingTimeout),
  )

  let state: ConnectionState = { status: 'initialized' }
  let socket: Socket | null = null
  /** What a replaced socket still says is not heard. */
  let socketNumber = 0
  let goodbye: ErrorBody | null = null
  let welcomed: Welcome | null = null
  /** Who we are, once the server has told: whatever becomes of this session, it acts for nobody else. */
  let knownId: string | null = context.clientId
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
        welcomed = null
        host.onFailed(next.state.reason)
      }
    })
  }

  function announce(due: number): void {
    context.log.debug(`${options.name ?? 'websocket'}: ${state.status}`, 'reason' in state ? state.reason : undefined)
    const told = sessionState(state, welcomed, clock.date() + due)
    if (told) events.add({ type: 'connection', state: told })
    stopListening()
    stopListening = (): void => {}
    if (state.status === 'closed') return markClosed()
    if (state.status === 'failed' || state.status === 'closing') return
    stopListening = listenToPlatform(context.env, (isBack) => {
      if (isBack) dispatch({ type: 'woken' })
      heartbeat.probe()
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
        return openSocket()
      case 'say-hello':
        return greet(effect.token)
      case 'say-goodbye':
        outgoing.flush()
        down(closeCode.normal)
        return socket?.close(closeCode.normal)
      case 'let-go': {
        const old = socket
        socket = null
        socketNumber += 1
        down(effect.code)
        return old?.close(effect.code)
      }
      default:
        return assertNever(effect)
    }
  }

  function openSocket(): void {
    const own = socketNumber
    goodbye = null
    const isCurrent = (): boolean => own === socketNumber
    try {
      socket = context.env.createSocket(url, [subprotocol], {
        onOpen(protocol) {
          if (isCurrent()) dispatch({ type: 'socket-opened', accepted: protocol === subprotocol })
        },
        onMessage(data) {
          if (!isCurrent() || state.status === 'closing') return
          heartbeat.heard()
          events.during(() => host.onFrame(data))
        },
        onClose(code) {
          if (!isCurrent()) return
          socket = null
          giveUp(code)
        },
        onBlocked() {
          if (isCurrent()) dispatch({ type: 'socket-blocked' })
        },
      })
    } catch (cause) {
      dispatch({ type: 'socket-impossible', error: impossible(cause) })
    }
  }

  function greet(token: string | null): void {
    const { info } = context
    const hello: Loose<Hello> = {
      type: 'hello',
      version: protocolVersion,
      clientId: knownId ?? undefined,
      info: info ?? undefined,
      token: token ?? undefined,
      resumeKey: welcomed?.resumeKey,
    }
    outgoing.use(socket)
    outgoing.push(JSON.stringify(hello))
    // A frame of its own: the server reads nothing else before it.
    outgoing.flush()
    host.onGreeted()
  }

  function down(code: number): void {
    heartbeat.stop()
    refresh.stop()
    host.onDown()
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
      return knownId
    },
    connect: () => dispatch({ type: 'connect-called' }),
    close() {
      dispatch({ type: 'close-called' })
      return closed
    },
    probe: heartbeat.probe,
    refreshToken: (wish) => (state.status === 'connected' ? refresh.now(wish) : Promise.reject(notConnected())),
    welcome(welcome) {
      if (state.status !== 'connecting') return
      if (knownId !== null && welcome.clientId !== knownId) {
        goodbye = otherClient(knownId)
        return giveUp(closeCode.unauthorized)
      }
      knownId = welcome.clientId
      welcomed = welcome
      isWelcomed = true
      outgoing.frameBytes = welcome.limits.frameBytes
      tokens.accepted()
      dispatch({ type: 'welcomed' })
      heartbeat.start(options.heartbeat ?? silenceAllowed(welcome.pingInterval))
      refresh.start(welcome.tokenExpiresIn)
      requests.welcomed()
      host.onConnected(welcome.resumed)
    },
    farewell(error) {
      goodbye = error
    },
    giveUp,
  }
}
