import type { Clock, Timer } from '@herenow/adapter'
import { assertNever } from '@herenow/adapter'
import type { Decoded, Hello, ReceivedItem } from '@herenow/protocol'
import { encodeItem } from '@herenow/protocol'
import type { Identify, Identity } from '../auth/auth.ts'
import { reportBroken } from '../request/broken-item.ts'
import { dispatch } from '../request/dispatch.ts'
import { takeToken } from '../request/token.ts'
import type { Services } from '../services.ts'
import { timings } from '../timings.ts'
import type { Connection, ConnectionOwner } from './connection.ts'
import type { DrainOwner } from './drain-watch.ts'
import type { Ending } from './ending.ts'
import {
  abusiveEnding,
  failedEnding,
  protocolEnding,
  replacedEnding,
  sessionExpiredEnding,
  silentEnding,
  tokenExpiredEnding,
  tooSlowEnding,
  trickleEnding,
} from './ending.ts'
import type { HandshakeEffect, HandshakeEvent, HandshakeState } from './handshake.ts'
import { newHandshake, stepHandshake } from './handshake.ts'
import { Heartbeat } from './heartbeat.ts'
import type { IntakeOwner } from './intake.ts'
import { Intake } from './intake.ts'
import { openConnection } from './open-connection.ts'
import type { OutgoingOwner } from './outgoing.ts'
import { Outgoing } from './outgoing.ts'
import { SharedItem } from './pending-set.ts'
import type { PagedOutputOwner } from './paged-output.ts'
import { PagedOutput } from './paged-output.ts'
import { releaseConnection } from './release-connection.ts'
import { SessionNotes } from './session-notes.ts'
import { TokenExpiry } from './token-expiry.ts'
import { urgency } from './flusher.ts'
import { whoSaysHello } from './who-says-hello.ts'
import type { WebSocketWire } from './websocket-wire.ts'

const ping = new SharedItem(encodeItem({ type: 'ping' }))

interface SessionParts {
  /** How the log knows the request that opened the socket. */
  readonly requestId: string
  /** How the client calls its connection. */
  readonly name: string | undefined
  readonly wire: WebSocketWire
  /** Finds out who the client is; `null`: no auth. */
  readonly identify: Identify | null
  readonly onEnd: (session: Session) => void
}

/** One accepted socket, from its first byte to its last: runs the handshake, then the client's requests. */
export class Session implements OutgoingOwner, PagedOutputOwner, IntakeOwner, DrainOwner, ConnectionOwner {
  readonly #services: Services
  readonly #clock: Clock
  readonly #wire: WebSocketWire
  /** `null`: no auth. */
  readonly #identify: Identify | null
  readonly #onEnd: (session: Session) => void
  readonly #notes: SessionNotes
  readonly #outgoing: Outgoing
  readonly #pagedOutput: PagedOutput
  readonly #intake: Intake
  readonly #heartbeat: Heartbeat
  readonly #expiry: TokenExpiry
  #deadline: Timer
  #handshake: HandshakeState = newHandshake
  #connection: Connection | null = null
  /** The client has sent a token, and can send another. */
  #hasToken = false
  #isOver = false

  constructor(services: Services, { wire, identify, onEnd, requestId, name }: SessionParts) {
    const { limits, flusher, turns } = services
    const clock = services.clock.of(this)
    this.#services = services
    this.#clock = clock
    this.#wire = wire
    this.#identify = identify
    this.#onEnd = onEnd
    const notes = new SessionNotes(services, { requestId, name })
    this.#notes = notes
    wire.watchDrain(clock, this)
    this.#outgoing = new Outgoing(flusher, wire, limits.bufferBytes, this)
    this.#pagedOutput = new PagedOutput(this.#outgoing, this)
    const [outgoing, pagedOutput] = [this.#outgoing, this.#pagedOutput]
    this.#intake = new Intake(this, { limits, turns, clock, outgoing, pagedOutput, wire, rateMeter: notes })
    this.#heartbeat = new Heartbeat(
      clock,
      () => this.#ping(),
      () => this.end(silentEnding),
    )
    this.#expiry = new TokenExpiry(clock, () => this.end(this.#hasToken ? tokenExpiredEnding : sessionExpiredEnding))
    this.#deadline = clock.setTimeout(() => this.#step({ type: 'hello-overdue' }), timings.hello)
  }

  /** Bytes that wait for the peer. */
  get waiting(): number {
    return this.#outgoing.waiting
  }

  /** Does `work` for this socket. When it throws, this session ends and nothing else. */
  attempt(work: () => void): void {
    try {
      work()
    } catch (error) {
      this.failed(error)
    }
  }

  /** Takes a frame: text, or `null` for a binary one. */
  receive(text: string | null): void {
    this.#heartbeat.life()
    if (text === null) {
      this.#step({ type: 'binary-received' })
      return
    }
    this.#intake.push(text)
  }

  /** Something arrived that is no frame of ours: a ping or pong of the WebSocket protocol. */
  heard(): void {
    this.#heartbeat.life()
    this.#intake.countControl()
  }

  /** The socket has taken bytes. */
  drained(): void {
    this.#outgoing.drained()
  }

  /** Ends the session; later calls do nothing. */
  end(ending: Ending): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#notes.ended(ending)
    try {
      this.#letGo(ending)
    } finally {
      if (ending.code !== null) this.#wire.close(ending.code, ending.error?.code ?? '')
      this.#onEnd(this)
    }
  }

  /** Something threw: this socket is closed, the process and everybody else go on. */
  failed(error: unknown): void {
    this.#notes.failed('A connection failed', error)
    try {
      if (this.#isOver) this.#wire.drop()
      else this.end(failedEnding)
    } catch (again) {
      this.#notes.failed('A connection could not be ended', again)
      this.#wire.drop()
    }
  }

  /** More would wait for the peer than may. */
  tooSlow(): void {
    this.end(tooSlowEnding)
  }

  trickles(): void {
    this.end(trickleEnding)
  }

  charge(tokens: number): void {
    this.#intake.charge(tokens)
  }

  expireAt(time: number | null): void {
    this.#expiry.set(time)
  }

  abused(): void {
    this.end(abusiveEnding)
  }

  get isChecking(): boolean {
    return this.#handshake.phase === 'checking'
  }

  take(decoded: Decoded<ReceivedItem>): void {
    this.#step({ type: 'received', decoded })
  }

  later(work: () => void): void {
    this.#services.turns.later(() => this.attempt(work))
  }

  soon(work: () => void): void {
    this.#services.turns.soon(() => this.attempt(work))
  }

  /** A request that waited has been answered. */
  ran(): void {
    this.#intake.goOn()
  }

  #letGo(ending: Ending): void {
    this.#step({ type: 'ended' })
    this.#clock.clearTimeout(this.#deadline)
    this.#intake.end()
    this.#heartbeat.end()
    this.#expiry.end()
    this.#pagedOutput.end()
    if (this.#connection !== null) releaseConnection(this.#services, this.#connection, ending)
    if (ending.error === null) {
      this.#outgoing.abandon()
    } else {
      this.#outgoing.send(encodeItem({ type: 'goodbye', error: ending.error }))
      this.#outgoing.end()
    }
  }

  #step(event: HandshakeEvent): void {
    const { state, effects } = stepHandshake(this.#handshake, event)
    this.#handshake = state
    for (const effect of effects) this.#perform(effect)
  }

  #perform(effect: HandshakeEffect): void {
    switch (effect.type) {
      case 'check':
        this.#check(effect.hello).catch((error: unknown) => this.failed(error))
        return
      case 'handle':
        this.#handle(effect.item)
        return
      case 'report':
        if (this.#connection !== null) reportBroken(this.#services, this.#connection, effect.problem)
        return
      case 'refuse':
        this.end(protocolEnding(effect.code, effect.error, effect.limit))
        return
      default:
        assertNever(effect)
    }
  }

  async #check(hello: Hello): Promise<void> {
    this.#clock.clearTimeout(this.#deadline)
    this.#deadline = this.#clock.setTimeout(() => this.#step({ type: 'check-overdue' }), timings.tokenCheck)
    const greeting = { hello, identify: this.#identify, notes: this.#notes }
    await whoSaysHello(this.#services, greeting, {
      known: (identity) => {
        if (!this.#isOver) this.#open(hello, identity)
      },
      barred: (ending) => this.end(ending),
    })
  }

  #open(hello: Hello, identity: Identity): void {
    this.#clock.clearTimeout(this.#deadline)
    this.#hasToken = hello.token !== undefined
    const expiresIn = this.#expiry.set(identity.expiresAt)
    const opening = {
      hello,
      identity,
      address: this.#wire.address,
      name: this.#notes.about.name,
      tokenExpiresIn: this.#hasToken ? expiresIn : null,
      replace: () => this.attempt(() => this.end(replacedEnding)),
    }
    const parts = { outgoing: this.#outgoing, pagedOutput: this.#pagedOutput, owner: this }
    this.#connection = openConnection(this.#services, opening, parts)
    this.#notes.opened(this.#connection)
    this.#step({ type: 'hello-accepted' })
    this.#intake.proceed()
  }

  #handle(item: Exclude<ReceivedItem, Hello>): void {
    const connection = this.#connection
    if (connection === null || item.type === 'pong') return
    if (item.type !== 'token') {
      dispatch(this.#services, connection, item)
      return
    }
    takeToken(this.#services, connection, { identify: this.#identify, expiry: this.#expiry }, item)
  }

  #ping(): void {
    // Nothing can be heard of a socket that we don't read: that is not its fault.
    if (this.#intake.isThrottled) this.#heartbeat.life()
    this.#outgoing.share(ping, urgency.now)
  }
}
