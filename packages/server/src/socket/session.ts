import type { ErrorCode, Timer } from '@herenow/adapter'
import { assertNever } from '@herenow/adapter'
import type { ClientItem, FrameProblem, Hello } from '@herenow/protocol'
import { closeCode, decodeClientFrame, encodeItem } from '@herenow/protocol'
import type { Identity } from '../auth/auth.ts'
import { identify } from '../auth/identify.ts'
import { errorBody, refusal } from '../refusal.ts'
import { dispatch } from '../request/dispatch.ts'
import { refreshToken } from '../request/token.ts'
import type { Services } from '../services.ts'
import { timings } from '../timings.ts'
import { Connection } from './connection.ts'
import type { Ending } from './ending.ts'
import {
  abusiveEnding,
  lossEnding,
  refusedEnding,
  replacedEnding,
  silentEnding,
  tokenExpiredEnding,
  tooSlowEnding,
} from './ending.ts'
import type { HandshakeEffect, HandshakeEvent, HandshakeState } from './handshake.ts'
import { newHandshake, stepHandshake } from './handshake.ts'
import { Heartbeat } from './heartbeat.ts'
import { Outgoing } from './outgoing.ts'
import { SharedItem } from './pending-set.ts'
import { PullQueue } from './pull-queue.ts'
import { releaseConnection } from './release-connection.ts'
import { Throttle } from './throttle.ts'
import { TokenExpiry } from './token-expiry.ts'
import { urgency } from './flusher.ts'
import type { WebSocketWire } from './websocket-wire.ts'
import { welcomeItem } from './welcome.ts'

const ping = new SharedItem(encodeItem({ type: 'ping' }))

/** One accepted socket, from its first byte to its last: runs the handshake, then the client's requests. */
export class Session {
  readonly #services: Services
  readonly #wire: WebSocketWire
  readonly #onEnd: (session: Session) => void
  readonly #outgoing: Outgoing
  readonly #pulls: PullQueue
  readonly #throttle: Throttle
  readonly #heartbeat: Heartbeat
  readonly #expiry: TokenExpiry
  #deadline: Timer
  #handshake: HandshakeState = newHandshake
  #connection: Connection | null = null
  #isOver = false

  constructor(services: Services, wire: WebSocketWire, onEnd: (session: Session) => void) {
    const { clock, limits, flusher, log } = services
    this.#services = services
    this.#wire = wire
    this.#onEnd = onEnd
    this.#outgoing = new Outgoing(flusher, wire, limits.bufferBytes, () => this.end(tooSlowEnding))
    this.#pulls = new PullQueue(this.#outgoing, (error) => log.error('Sending pages failed', { error }))
    this.#throttle = new Throttle(limits, clock, {
      pause: () => wire.pause(),
      resume: () => wire.resume(),
      abused: () => this.end(abusiveEnding),
    })
    this.#heartbeat = new Heartbeat(
      clock,
      () => this.#ping(),
      () => this.end(silentEnding),
    )
    this.#expiry = new TokenExpiry(clock, () => this.end(tokenExpiredEnding))
    this.#deadline = clock.setTimeout(() => this.#step({ type: 'hello-overdue' }), timings.hello)
  }

  /** Takes a frame: text, or `null` for a binary one. */
  receive(text: string | null): void {
    this.#heartbeat.life()
    if (text === null) {
      this.#step({ type: 'binary-received' })
      return
    }
    for (const decoded of decodeClientFrame(text)) {
      if (this.#handshake.phase === 'ended') return
      if (decoded.item === undefined) this.#throttle.countBroken()
      else this.#throttle.count(decoded.item)
      this.#step({ type: 'received', decoded })
    }
  }

  /** Something arrived that is no frame of ours, such as the answer to a protocol ping. */
  heard(): void {
    this.#heartbeat.life()
  }

  /** The socket is gone. */
  lost(code: number): void {
    this.end(lossEnding(code))
  }

  /** The socket has taken bytes. */
  drained(): void {
    this.#outgoing.drained()
  }

  /** Ends the session; later calls do nothing. */
  end(ending: Ending): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#step({ type: 'ended' })
    this.#services.clock.clearTimeout(this.#deadline)
    this.#heartbeat.end()
    this.#throttle.end()
    this.#expiry.end()
    this.#pulls.end()
    if (this.#connection !== null) releaseConnection(this.#services, this.#connection, ending.connection)
    if (ending.error === null) {
      this.#outgoing.abandon()
    } else {
      this.#outgoing.send(encodeItem({ type: 'goodbye', error: ending.error }))
      this.#outgoing.end()
    }
    if (ending.code !== null) this.#wire.close(ending.code, ending.error?.code ?? '')
    this.#onEnd(this)
  }

  #step(event: HandshakeEvent): void {
    const { state, effects } = stepHandshake(this.#handshake, event)
    this.#handshake = state
    for (const effect of effects) this.#perform(effect)
  }

  #perform(effect: HandshakeEffect): void {
    switch (effect.type) {
      case 'check':
        void this.#check(effect.hello)
        return
      case 'handle':
        this.#handle(effect.item)
        return
      case 'report':
        this.#report(effect.problem)
        return
      case 'refuse':
        this.end(refusedEnding(effect.code, effect.error))
        return
      default:
        assertNever(effect)
    }
  }

  async #check(hello: Hello): Promise<void> {
    const { checkToken, random, log, clock, registry } = this.#services
    clock.clearTimeout(this.#deadline)
    this.#deadline = clock.setTimeout(() => this.#step({ type: 'check-overdue' }), timings.tokenCheck)
    try {
      const resumed = hello.resumeKey === undefined ? undefined : registry.clientOf(hello.resumeKey)
      const identity = await identify(hello, checkToken, random, resumed)
      if (!this.#isOver) this.#open(hello, identity)
    } catch (error) {
      const body = errorBody(error)
      if (body.code === 'server_error') log.error('A token could not be checked', { error })
      this.end(refusedEnding(refusalCode(body.code), body))
    }
  }

  #open(hello: Hello, identity: Identity): void {
    const { registry, limits, clock, absences } = this.#services
    clock.clearTimeout(this.#deadline)
    const { clientId, info, rights } = identity
    const { record, resumed } = registry.open(clientId, hello.resumeKey, () => this.end(replacedEnding))
    if (resumed) absences.end(record.connectionId)
    const tokenExpiresIn = this.#expiry.set(identity.expiresAt)
    const connection = new Connection({ record, info, rights, outgoing: this.#outgoing, pulls: this.#pulls })
    this.#connection = connection
    this.#outgoing.send(encodeItem(welcomeItem(connection, resumed, tokenExpiresIn, limits)))
    this.#step({ type: 'hello-accepted' })
  }

  #handle(item: Exclude<ClientItem, Hello>): void {
    const connection = this.#connection
    if (connection === null || item.type === 'pong') return
    if (item.type !== 'token') {
      dispatch(this.#services, connection, item)
      return
    }
    refreshToken(this.#services, connection, this.#expiry, item).catch((error: unknown) => {
      connection.error(errorBody(error), { id: item.id })
    })
  }

  /** An item that is broken is answered on its own; the rest of its frame counts. */
  #report(problem: FrameProblem): void {
    const code = problem.kind === 'unknown-type' ? 'unsupported' : 'invalid_argument'
    this.#connection?.error(errorBody(refusal(code, `${problem.message}.`)), problem)
  }

  #ping(): void {
    // Nothing can be heard of a socket that we don't read: that is not its fault.
    if (this.#throttle.isPaused) this.#heartbeat.life()
    this.#outgoing.share(ping, urgency.now)
  }
}

function refusalCode(code: ErrorCode): number {
  if (code === 'token_expired') return closeCode.tokenExpired
  return code === 'server_error' ? closeCode.internalError : closeCode.unauthorized
}
