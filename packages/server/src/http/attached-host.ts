import type { Buffer } from 'node:buffer'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { subprotocol } from '@herenow/protocol'
import type { Failures } from '../env/failures.ts'
import { errorBody, refusal } from '../refusal.ts'
import { asRequest } from './as-request.ts'
import type { HttpActions } from './http-actions.ts'
import { served } from './http-actions.ts'
import type { Mount } from './mount.ts'
import { offers } from './offers.ts'
import { peerAddress } from './trusted-proxies.ts'

/** An HTTP server of the app: of `node:http`, `node:https` or `node:http2`, as frameworks on Node have one. */
export interface HostServer {
  emit: (event: string, ...args: unknown[]) => boolean
  on(event: 'upgrade', listener: (request: IncomingMessage, stream: Duplex, head: Buffer) => void): unknown
  off(event: 'upgrade', listener: (request: IncomingMessage, stream: Duplex, head: Buffer) => void): unknown
  listeners(event: 'upgrade'): readonly object[]
}

/** Listeners of ours for upgrades that nobody took. More servers than one may be attached to a host. */
const lastResorts = new WeakSet<object>()

const answered = ['request', 'checkContinue', 'checkExpectation']

const tooMany = errorBody(
  refusal('rate_limited', 'Too many connections are open here, or from your address.', {
    retryable: true,
    retryAfter: 30_000,
  }),
)

/**
 * Takes what lies under a path out of the events of an HTTP server, before any listener hears of it, and leaves the rest
 * as it is: frameworks answer every request that they hear of, and WebSocket servers end every upgrade that isn't theirs.
 */
export class AttachedHost {
  readonly #host: HostServer
  readonly #mount: Mount
  readonly #actions: HttpActions
  readonly #emit: HostServer['emit']
  readonly #answer: (request: IncomingMessage, response: ServerResponse) => void
  readonly #upgrade: (request: IncomingMessage, stream: Duplex, head: Buffer) => void
  readonly #lastResort: (request: IncomingMessage, stream: Duplex) => void
  readonly #intercept: HostServer['emit']
  #isOver = false

  constructor(host: HostServer, mount: Mount, actions: HttpActions, failures: Failures) {
    this.#host = host
    this.#mount = mount
    this.#actions = actions
    this.#answer = served(failures, (request, response) => actions.answer(request, response))
    this.#upgrade = served(failures, (request, stream, head) => this.#admit(request, stream, head))
    this.#lastResort = served(failures, (request, stream) => this.#leftOver(request, stream))
    this.#emit = host.emit
    this.#intercept = (event, ...args) => {
      if (!this.#isOver && this.#takes(event, args)) return true
      return Reflect.apply(this.#emit, host, [event, ...args])
    }
    host.emit = this.#intercept
    // Node tells of upgrades only where somebody listens.
    lastResorts.add(this.#lastResort)
    host.on('upgrade', this.#lastResort)
  }

  /** Leaves the host as it was. Connections that are open stay. */
  detach(): void {
    this.#isOver = true
    this.#host.off('upgrade', this.#lastResort)
    // Whoever put another function over ours still calls it: then it hands everything on.
    if (this.#host.emit === this.#intercept) this.#host.emit = this.#emit
  }

  #takes(event: string, [request, second, head]: readonly unknown[]): boolean {
    if (!isRequest(request) || this.#mount.within(request.url) === null) return false
    if (event === 'upgrade') this.#upgrade(request, second as Duplex, head as Buffer)
    else if (answered.includes(event)) this.#answer(request, second as ServerResponse)
    else return false
    return true
  }

  #admit(request: IncomingMessage, stream: Duplex, head: Buffer): void {
    // Whoever told of it late: the end of a stream that is gone would not be heard of.
    if (stream.destroyed) return
    const address = peerAddress(request.socket.remoteAddress)
    if (!this.#actions.admit(address)) {
      this.#actions.refuse(request, stream, { status: 429, error: tooMany })
      return
    }
    stream.once('close', () => this.#actions.release(address))
    this.#actions.upgrade(request, stream, head)
  }

  /** An upgrade of another path, that others may serve. Where there is nobody, Node would take it for a plain request. */
  #leftOver(request: IncomingMessage, stream: Duplex): void {
    if (!stream.writable) return
    if (offers(request, subprotocol)) {
      this.#actions.refuse(request, stream)
      return
    }
    const listeners = this.#host.listeners('upgrade')
    if (listeners.every((listener) => lastResorts.has(listener)) && listeners[0] === this.#lastResort) {
      asRequest(request, stream, (...asked) => void this.#host.emit('request', ...asked))
    }
  }
}

/** Of `node:http`, or what `node:http2` gives those who expect it. */
function isRequest(value: unknown): value is IncomingMessage {
  return typeof value === 'object' && value !== null && 'url' in value && 'headers' in value
}
