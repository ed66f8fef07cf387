import type { Buffer } from 'node:buffer'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { subprotocol } from '@herenow/protocol'
import type { ServerConfig } from '../config.ts'
import type { Failures } from '../env/failures.ts'
import { errorBody, refusal } from '../refusal.ts'
import type { PacedWarnings } from '../socket/paced-warnings.ts'
import type { Admission } from './admission.ts'
import { asRequest, wantsWebSocket } from './as-request.ts'
import type { Health, PathHandler, Readiness } from './answer-request.ts'
import { answerRequest } from './answer-request.ts'
import type { HostServer } from './attached-host.ts'
import { AttachedHost } from './attached-host.ts'
import type { HttpActions } from './http-actions.ts'
import type { Address } from './address.ts'
import { Listener } from './listener.ts'
import type { TlsCertificate } from './server-tls.ts'
import type { RequestIds } from './request-ids.ts'
import { requestIdHeader } from './request-ids.ts'
import { Mount } from './mount.ts'
import { offers } from './offers.ts'
import type { RefusedRequest } from './refused-request.ts'

const starting = errorBody(
  refusal('connection_closed', 'The server is starting.', { retryable: true, retryAfter: 1_000 }),
)

/** What the way in needs of the server. */
export interface EntranceParts {
  readonly config: Pick<ServerConfig, 'port' | 'host' | 'socket' | 'tls' | 'path' | 'trustedProxies'>
  readonly failures: Failures
  readonly admission: Admission
  readonly warnings: PacedWarnings
  readonly health: () => Health
  /** What answers for paths of its own. */
  readonly apis: readonly PathHandler[]
  readonly requestIds: RequestIds
  readonly readiness: () => Readiness
  readonly refusalOf: (request: IncomingMessage) => RefusedRequest | null
  /** Answers an upgrade with an error. */
  readonly refuse: (request: IncomingMessage, stream: Duplex, refused: RefusedRequest) => void
  readonly accept: (request: IncomingMessage, stream: Duplex, head: Buffer) => void
}

/** The way in over HTTP: on a port of its own, or under a path of somebody else's server. */
export class Entrance {
  readonly #parts: EntranceParts
  #listener: Listener | null = null
  #detach: () => void = () => {}

  constructor(parts: EntranceParts) {
    this.#parts = parts
  }

  /** Rejects with `connection_failed` when the address can't be had. */
  async listen(): Promise<Address> {
    const { config, failures } = this.#parts
    const mount = new Mount(config.path ?? '/')
    const listener = new Listener(failures, this.#actions(mount), { tls: config.tls })
    this.#listener = listener
    if (config.socket !== null) return under(await listener.listenOn(config.socket), mount.path)
    return under(await listener.listen(config.port, config.host), mount.suffix)
  }

  /** Throws `invalid_argument` for a path that isn't one, and for `/`, which is the app's. */
  attach(host: HostServer, path: string | undefined): void {
    const { config, failures } = this.#parts
    const mount = new Mount(path ?? config.path ?? '/realtime')
    if (mount.path === '/') {
      throw refusal('invalid_argument', '`attach` needs a path of its own: "/" is the app\'s.', {
        hint: 'Pass one, for example `{ path: "/realtime" }`.',
      })
    }
    if (config.tls !== null) throw ofTheHost()
    if (config.socket !== null) throw noSocket()
    const attached = new AttachedHost(host, mount, this.#actions(mount), failures)
    this.#detach = () => attached.detach()
  }

  /** Reads certificate and key again. Throws `invalid_argument` when they can't be used, and then those before stay. */
  reloadTls(): TlsCertificate {
    if (this.#listener === null) throw ofTheHost()
    return this.#listener.reloadTls()
  }

  /** Nothing more comes in. Closes a port of ours, and leaves a server of the app as it is. */
  async close(): Promise<void> {
    this.#detach()
    await this.#listener?.close()
  }

  #actions(mount: Mount): HttpActions {
    const { health, readiness, apis, accept, refuse, refusalOf, requestIds } = this.#parts
    const answer = this.#told((request: IncomingMessage, response: ServerResponse) => {
      response.setHeader(requestIdHeader, requestIds.of(request))
      answerRequest(request, response, mount, { health, readiness, apis, refusalOf })
    })
    return {
      answer,
      upgrade: this.#told((request: IncomingMessage, stream: Duplex, head: Buffer) => {
        if (!wantsWebSocket(request)) asRequest(request, stream, answer)
        else if (mount.within(request.url) !== '/') this.#refuse(request, stream, mount)
        else if (readiness() === 'starting') refuse(request, stream, { status: 503, error: starting })
        else accept(request, stream, head)
      }),
      refuse: (request, stream, refused) =>
        refused === undefined ? this.#refuse(request, stream, mount) : refuse(request, stream, refused),
      admit: (address) => this.#admit(address),
      release: (address) => this.#release(address),
    }
  }

  /** What fails is told with the id of its request, and the peer is let go. */
  #told<Rest extends readonly [{ destroy(): unknown }, ...unknown[]]>(
    handle: (request: IncomingMessage, ...rest: Rest) => void,
  ): (request: IncomingMessage, ...rest: Rest) => void {
    const { failures, requestIds } = this.#parts
    return (request, ...rest) => {
      try {
        handle(request, ...rest)
      } catch (error) {
        failures.report('A request failed', error, { requestId: requestIds.of(request) })
        rest[0].destroy()
      }
    }
  }

  #refuse(request: IncomingMessage, stream: Duplex, { path }: Mount): void {
    const asked = JSON.stringify(request.url?.split('?', 1)[0]?.slice(0, 200))
    if (offers(request, subprotocol)) {
      this.#parts.warnings.warn(`A client asked for the path ${asked}.`, `Clients connect to the path "${path}".`, {
        requestId: this.#parts.requestIds.of(request),
      })
    }
    const error = errorBody(refusal('not_found', `Connect to the path "${path}", not ${asked}.`))
    this.#parts.refuse(request, stream, { status: 404, error })
  }

  /** A proxy's connections are counted by address when it has told whose they are. */
  #admit(address: string): boolean {
    const { config, admission } = this.#parts
    if (!admission.admit()) return false
    if (config.trustedProxies.trusts(address) || admission.admitFrom(address)) return true
    admission.leave()
    return false
  }

  #release(address: string): void {
    const { config, admission } = this.#parts
    admission.leave()
    if (!config.trustedProxies.trusts(address)) admission.leaveFrom(address)
  }
}

function ofTheHost(): Error {
  return refusal('invalid_argument', 'With `attach` the certificate is that of the HTTP server of the app.', {
    hint: 'Leave `tls` out and give the certificate to that server; its `setSecureContext` shows a new one.',
  })
}

function noSocket(): Error {
  return refusal('invalid_argument', 'With `attach` the HTTP server of the app listens, not this one on `socket`.', {
    hint: 'Leave `socket` out, or call `listen()` instead.',
  })
}

/** What lies under a path of an address. */
function under(address: Address, path: string): Address {
  return { ...address, url: `${address.url}${path}`, httpUrl: `${address.httpUrl}${path}` }
}
