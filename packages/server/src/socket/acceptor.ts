import { Buffer } from 'node:buffer'
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import type { ErrorBody } from '@herenow/protocol'
import { subprotocol } from '@herenow/protocol'
import type { WebSocket } from 'ws'
import { WebSocketServer } from 'ws'
import type { Admission } from '../http/admission.ts'
import { queryOf } from '../http/query-of.ts'
import { requestIdHeader } from '../http/request-ids.ts'
import { offers } from '../http/offers.ts'
import type { RefusedRequest } from '../http/refused-request.ts'
import { refuseUpgrade } from '../http/refuse-upgrade.ts'
import type { TrustedProxies } from '../http/trusted-proxies.ts'
import { peerAddress } from '../http/trusted-proxies.ts'
import { errorBody, refusal } from '../refusal.ts'
import type { Services } from '../services.ts'
import type { Ending } from './ending.ts'
import { brokenFrameEnding, lossEnding, tooLargeEnding } from './ending.ts'
import type { UnlistedPages } from './origin.ts'
import { isLoopbackHost, mayConnect } from './origin.ts'
import { Session } from './session.ts'
import { nameInUrl, urlOptionsProblem } from './url-options.ts'
import { WebSocketWire } from './websocket-wire.ts'

/** A frame may come in so many fragments … */
const mostFragments = 64
/** … and so many pieces, as they leave the network. */
const mostChunks = 4_096

/** What `ws` says of a frame that is larger than it may be. */
const tooLarge = 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH'

const originHint =
  'List the origin in `origins` of the server. Otherwise only pages of this machine may connect without auth, and only pages of the same host with `authenticate`.'
const foreignOrigin = errorBody(refusal('forbidden', 'Pages of this origin may not connect.', { hint: originHint }))
const machineHint = 'Without auth everybody may say to be anybody: pass `auth` to `createServer`.'
const otherMachine = errorBody(
  refusal('forbidden', 'Without auth only clients on the same machine may connect.', { hint: machineHint }),
)
const noSubprotocol = errorBody(
  refusal('protocol_error', `Only the subprotocol "${subprotocol}" is spoken here.`, {
    hint: `Pass it when you open the socket: new WebSocket(url, '${subprotocol}').`,
  }),
)
const tokenInUrl = errorBody(
  refusal('invalid_argument', 'Tokens must not be in the URL, where logs and proxies see them.', {
    hint: 'Send the token in the `hello` item.',
  }),
)
const stopping = errorBody(
  refusal('connection_closed', 'The server is stopping.', { retryable: true, retryAfter: 1_000 }),
)

const tooMany = errorBody(
  refusal('rate_limited', 'Your address has too many connections open.', { retryable: true, retryAfter: 30_000 }),
)

/** Who may come in. */
interface Gate {
  readonly origins: readonly string[] | null
  readonly pages: UnlistedPages
  /** The server has a page of its own, the inspector. */
  readonly hasOwnPage: boolean
  readonly trustedProxies: TrustedProxies
  readonly admission: Admission
  /** The app looks at the request: what stands in its URL is for the app to know. */
  readonly readsUrl: boolean
}

/** Turns HTTP upgrades into sessions, or refuses them. */
export class Acceptor {
  readonly #services: Services
  readonly #gate: Gate
  readonly #upgrader: WebSocketServer
  readonly #sessions = new Set<Session>()
  /** Sockets that have not closed yet; outlive their sessions by the closing handshake. */
  readonly #sockets = new Set<WebSocket>()
  #isStopping = false
  #whenEmpty: (() => void) | null = null

  constructor(services: Services, gate: Gate) {
    this.#services = services
    this.#gate = gate
    this.#upgrader = new WebSocketServer({
      noServer: true,
      clientTracking: false,
      perMessageDeflate: false,
      // One frame a turn: one read can hold 10,000 tiny ones, and sockets of others wait for all that is done in a turn.
      allowSynchronousEvents: false,
      // Answered by us: only where the peer reads the answers.
      autoPong: false,
      maxPayload: services.limits.frameBytes,
      maxFragments: mostFragments,
      maxBufferedChunks: mostChunks,
      handleProtocols: (offered) => offered.has(subprotocol) && subprotocol,
    })
    this.#upgrader.on('headers', (headers, request) => {
      headers.push(`${requestIdHeader}: ${services.requestIds.of(request)}`)
    })
  }

  /** Bytes that wait for all peers together. */
  get waiting(): number {
    let sum = 0
    for (const session of this.#sessions) sum += session.waiting
    return sum
  }

  get connections(): number {
    return this.#sessions.size
  }

  /** Takes one upgrade request. */
  accept(request: IncomingMessage, stream: Duplex, head: Buffer): void {
    const refused = this.refusalOf(request)
    if (refused !== null) {
      this.#warn(refused.error, request)
      this.refuse(request, stream, refused)
    } else if (!offers(request, subprotocol)) this.refuse(request, stream, { status: 400, error: noSubprotocol })
    else this.#admit(request, stream, head)
  }

  /** Why a client that asks in this way gets no connection; `null`: it would. */
  refusalOf(request: IncomingMessage): RefusedRequest | null {
    const { origins, pages, hasOwnPage } = this.#gate
    if (this.#isStopping) return { status: 503, error: stopping }
    const query = queryOf(request.url)
    if (hasToken(query)) return { status: 400, error: tokenInUrl }
    if (this.#services.authenticator === null && !isSameMachine(request, this.#gate.trustedProxies))
      return { status: 403, error: otherMachine }
    if (!mayConnect(request.headers, origins, pages, hasOwnPage)) return { status: 403, error: foreignOrigin }
    const problem = this.#gate.readsUrl ? null : urlOptionsProblem(query)
    return problem && { status: 400, error: problem }
  }

  /** Answers an upgrade that is not to become a session. */
  refuse(request: IncomingMessage, stream: Duplex, refused: RefusedRequest): void {
    this.#services.metrics.refused('upgrade', refused.error.code)
    refuseUpgrade(stream, refused, this.#services.requestIds.of(request))
  }

  #warn(error: ErrorBody, request: IncomingMessage): void {
    const { warnings, requestIds } = this.#services
    const { origin = '' } = request.headers
    const about = { requestId: requestIds.of(request) }
    if (error === otherMachine) warnings.warn('A client of another machine was refused.', machineHint, about)
    if (error === foreignOrigin) warnings.warn(`The origin ${origin.slice(0, 200)} is not allowed.`, originHint, about)
  }

  /** Ends all sessions and accepts no more. Resolves when the last socket has closed. */
  stop(ending: () => Ending): Promise<void> {
    this.#isStopping = true
    for (const session of this.#sessions) session.attempt(() => session.end(ending()))
    return new Promise((resolve) => {
      this.#whenEmpty = resolve
      if (this.#sockets.size === 0) resolve()
    })
  }

  /** Whoever comes through a trusted proxy is counted by the address that it tells. */
  #admit(request: IncomingMessage, stream: Duplex, head: Buffer): void {
    const { trustedProxies, admission } = this.#gate
    const address = trustedProxies.forwardedAddress(request)
    if (address !== null) {
      if (!admission.admitFrom(address)) {
        this.refuse(request, stream, { status: 429, error: tooMany })
        return
      }
      stream.once('close', () => admission.leaveFrom(address))
    }
    this.#upgrade(request, stream, head)
  }

  #upgrade(request: IncomingMessage, stream: Duplex, head: Buffer): void {
    const { requestIds } = this.#services
    const failures = this.#services.failures.of({ requestId: requestIds.of(request) })
    const serve = failures.guard('A socket could not be served', (socket: WebSocket) => {
      try {
        this.#serve(socket, stream, request)
      } catch (error) {
        socket.terminate()
        throw error
      }
    })
    this.#upgrader.handleUpgrade(request, stream, head, serve)
  }

  #serve(socket: WebSocket, stream: Duplex, request: IncomingMessage): void {
    const { clock, metrics, requestIds } = this.#services
    const { traffic } = metrics
    const address = this.#gate.trustedProxies.addressOf(request)
    const wire = new WebSocketWire(socket, stream, { address, clock, traffic })
    const session = new Session(this.#services, {
      wire,
      requestId: requestIds.of(request),
      name: nameInUrl(queryOf(request.url)),
      identify: this.#services.authenticator?.(request) ?? null,
      onEnd: (ended) => this.#sessions.delete(ended),
    })
    this.#sessions.add(session)
    metrics.connectionsOpened += 1
    this.#sockets.add(socket)
    stream.on('drain', () =>
      session.attempt(() => {
        wire.drained()
        session.drained()
      }),
    )
    socket.on('message', (data, isBinary) =>
      session.attempt(() => {
        if (isBinary || !Buffer.isBuffer(data)) {
          session.receive(null)
          return
        }
        traffic.receivedFrames += 1
        traffic.receivedBytes += data.length
        session.receive(data.toString())
      }),
    )
    socket.on('ping', (data) =>
      session.attempt(() => {
        session.heard()
        wire.pong(data)
      }),
    )
    socket.on('pong', () => session.attempt(() => session.heard()))
    // Frames that break the WebSocket protocol: `ws` answers with the right close code itself.
    socket.on('error', (error: NodeJS.ErrnoException) => {
      session.attempt(() => session.end(error.code === tooLarge ? tooLargeEnding : brokenFrameEnding))
      wire.dropLater()
    })
    socket.on('close', (code) => {
      session.attempt(() => session.end(lossEnding(code)))
      session.attempt(() => wire.closed())
      this.#sockets.delete(socket)
      if (this.#sockets.size === 0) this.#whenEmpty?.()
    })
  }
}

function hasToken(query: string | undefined): boolean {
  if (query === undefined) return false
  const names = [...new URLSearchParams(query).keys()]
  return names.includes('token') || names.includes('access_token')
}

/**
 * Whether a request comes from this machine itself: over a loopback address or a socket of the file system, and not by
 * a proxy here that tells of somebody elsewhere. Whoever lists that proxy lets in whom it lets in.
 */
function isSameMachine({ socket: { remoteAddress }, headers }: IncomingMessage, proxies: TrustedProxies): boolean {
  if (remoteAddress !== undefined && !isLoopbackHost(peerAddress(remoteAddress))) return false
  if (proxies.trusts(peerAddress(remoteAddress))) return true
  const forwarded = [headers['x-forwarded-for'] ?? []].flat().join(',')
  const hops = forwarded.split(',').map((hop) => hop.trim())
  return hops.every((hop) => hop === '' || isLoopbackHost(peerAddress(hop)))
}
