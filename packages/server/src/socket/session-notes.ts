import type { ErrorBody } from '@herenow/protocol'
import type { LimitSource } from '../metrics/limit-hits.ts'
import type { LimitName } from '../metrics/limit-names.ts'
import { limitOf } from '../metrics/over-limit.ts'
import type { Services } from '../services.ts'
import type { Connection } from './connection.ts'
import type { Ending } from './ending.ts'
import type { RateMeter, RateName } from './throttle.ts'

/** Characters of what a check said: some of it may be what the client has sent. */
const mostOfACause = 200

type NotedBy = Pick<Services, 'metrics' | 'limitHits' | 'log' | 'failures' | 'warnings'>

/** What metrics and the log are told of one socket. */
export class SessionNotes implements RateMeter {
  readonly #services: NotedBy
  readonly #request: Pick<LimitSource, 'requestId' | 'name'>
  #connection: Connection | null = null

  /** `requestId`: of the request that opened the socket. `name`: how the client calls its connection. */
  constructor(
    services: NotedBy,
    { requestId, name }: { readonly requestId: string; readonly name: string | undefined },
  ) {
    this.#services = services
    this.#request = name === undefined ? { requestId } : { requestId, name }
  }

  /** How the log names the socket: before its welcome by its request. */
  get about(): LimitSource {
    return this.#connection?.about ?? this.#request
  }

  /** The client has been let in. */
  opened(connection: Connection): void {
    this.#connection = connection
    this.#services.log.debug('A client has connected', { ...this.#request, ...connection.about })
  }

  hit(limit: LimitName): void {
    this.#services.limitHits.hit(limit, this.about)
  }

  held(rate: RateName): void {
    this.hit(rate)
  }

  released(milliseconds: number): void {
    this.#services.metrics.heldMilliseconds += milliseconds
  }

  /** Nobody could be found out. `told`: what the client hears of it, `token` what it has sent. That a token ends is no news. */
  unidentified(error: unknown, { code, message, hint }: ErrorBody, token: string | undefined): void {
    const { log, warnings } = this.#services
    if (code === 'server_error') log.error('A token could not be checked', { ...this.about, error })
    else if (code !== 'token_expired')
      warnings.warn(`A client was not let in: ${message}`, hint, { ...this.about, ...becauseOf(error, token) })
    const limit = limitOf(error)
    if (limit !== null) this.hit(limit)
  }

  failed(what: string, error: unknown): void {
    this.#services.failures.report(what, error, this.about)
  }

  ended({ code, reason, error, limit }: Ending): void {
    if (limit !== undefined) this.hit(limit)
    const { metrics, log } = this.#services
    // With what a peer closes is for it to choose: as a label it would have no end.
    const told = code === null ? 'theirs' : String(code)
    metrics.ended(reason, told)
    if (error !== null) metrics.refused('connection', error.code)
    log.debug('A connection has ended', { ...this.about, reason, code: told })
  }
}

/** What the check of a token said, which is for whoever runs the server alone. */
function becauseOf(error: unknown, token = ''): { readonly because?: string } {
  const cause = error instanceof Error ? error.cause : undefined
  if (!(cause instanceof Error)) return {}
  const text = token === '' ? cause.message : cause.message.replaceAll(token, '[redacted]')
  return { because: text.slice(0, mostOfACause) }
}
