import type { IncomingMessage, ServerResponse } from 'node:http'
import { RealtimeError } from '@herenow/adapter'
import type { Failures } from '../../env/failures.ts'
import type { LimitName } from '../../metrics/limit-names.ts'
import type { LimitHits } from '../../metrics/limit-hits.ts'
import { limitOf } from '../../metrics/over-limit.ts'
import type { ServerMetrics } from '../../metrics/server-metrics.ts'
import { errorBody } from '../../refusal.ts'
import type { Services } from '../../services.ts'
import { queryOf } from '../query-of.ts'
import type { RequestIds } from '../request-ids.ts'
import type { PacedWarnings } from '../../socket/paced-warnings.ts'
import { statusOf } from './api-error.ts'
import type { ApiKeyRights, ApiKeys, ApiRight } from './api-keys.ts'
import { apiRights } from './api-keys.ts'
import type { Denial } from './caller-rights.ts'
import { denialHint, denialOf, inspectorHeader } from './caller-rights.ts'
import { readLines, runLines } from './line-commands.ts'
import { answerBudget } from './answer-budget.ts'
import type { ApiContext } from './method.ts'
import { isElsewhere, isMethodName } from './methods.ts'
import { openApi } from './open-api.ts'
import { isRecord } from './param.ts'
import { readBody } from './read-body.ts'
import type { ApiRoute } from './routes.ts'
import { routes } from './routes.ts'
import { routeStatus } from './route-status.ts'
import type { ApiCaller } from './run-method.ts'
import { runMethod } from './run-method.ts'

/** Bytes of one request. */
const bodyBytes = 1_048_576
/** Milliseconds that what was asked may take: longer than a client may take to ask. */
const workTime = 60_000
const base = '/api'
const description = '/openapi.json'

/** An answer before it is written. `null`: the client has gone. */
type Answer = { readonly status: number; readonly body?: string | object; readonly allow?: string } | null

const badRequest: Answer = { status: 400, body: 'Bad Request' }
const notFound: Answer = { status: 404, body: { error: { code: 'not_found', message: 'The API has no such method.' } } }

/** What methods work with that is the same for all callers. */
type SharedContext = Omit<ApiContext, 'spend' | 'rights'>

interface HttpApiParts {
  readonly keys: ApiKeys
  /** The page of the inspector may do no more than read. */
  readonly inspectorOnlyReads: boolean
  readonly failures: Failures
  readonly warnings: Pick<PacedWarnings, 'warn'>
  readonly metrics: ServerMetrics
  readonly limitHits: LimitHits
  readonly requestIds: RequestIds
}

/** The HTTP side of the API for back ends: keys, verbs, bodies and statuses. What methods do is elsewhere. */
export class HttpApi {
  readonly #context: SharedContext
  readonly #parts: HttpApiParts

  constructor(context: SharedContext, parts: HttpApiParts) {
    this.#context = context
    this.#parts = parts
  }

  /** Whether a path is the API's. It is one below the server's own path. */
  takes(path: string): boolean {
    return path === base || path.startsWith(`${base}/`) || path === description
  }

  /** Answers a request for a path that `takes` has said yes to. */
  answer(request: IncomingMessage, response: ServerResponse, path: string, prefix: string): void {
    const failures = this.#parts.failures.of(this.#about(request))
    const give = (answer: NonNullable<Answer>): void => {
      this.#parts.metrics.apiAnswered(methodOf(request, path), answer.status)
      failures.log.debug('A request to the API was answered', {
        method: methodOf(request, path),
        status: answer.status,
      })
      write(request, response, answer)
    }
    this.#answer(request, response, path, prefix)
      .then((answer) => {
        if (answer !== null) give(answer)
      })
      .catch((error: unknown) => {
        failures.report('A request to the API failed', error)
        if (response.headersSent) response.destroy()
        else give({ status: 500, body: 'Internal Server Error' })
      })
  }

  #about(request: IncomingMessage): { readonly requestId: string } {
    return { requestId: this.#parts.requestIds.of(request) }
  }

  async #answer(request: IncomingMessage, response: ServerResponse, path: string, prefix: string): Promise<Answer> {
    if (path === description) return only(request, 'GET') ?? { status: 200, body: openApi(`${prefix}${base}`) }
    const rights = this.#parts.keys.find(request.headers)
    if (rights === null) {
      const hint = 'Pass one of `apiKey` as `X-API-Key`.'
      this.#parts.warnings.warn('A request to the API had no key that is known.', hint, this.#about(request))
      return { status: 401 }
    }
    const rest = path.slice(base.length)
    const name = rest.slice(1)
    const caller = this.#caller(request, rights)
    if (rest === '' || name === 'batch' || isMethodName(name) || isElsewhere(name)) {
      return only(request, 'POST') ?? this.#post(request, response, caller, name)
    }
    const here = routes.filter((route) => route.path === rest)
    if (here.length === 0) return notFound
    const route = here.find(({ verb }) => verb === request.method || (verb === 'GET' && request.method === 'HEAD'))
    if (route === undefined) return wrongVerb(here.map(({ verb }) => verb).join(', '))
    return this.#route(request, response, caller, route)
  }

  async #post(request: IncomingMessage, response: ServerResponse, caller: ApiCaller, name: string): Promise<Answer> {
    const body = await this.#read(request, response)
    if (typeof body !== 'string') return body
    if (name === '') {
      const commands = readLines(body, () => caller.over('apiCommands'))
      return commands === null ? badRequest : { status: 200, body: await runLines(caller, commands) }
    }
    const params = parse(body) ?? {}
    if (!isRecord(params)) return badRequest
    const reply = await runMethod(caller, name, params)
    const asStatus = request.headers['x-centrifugo-error-mode'] === 'transport'
    return reply.error !== undefined && asStatus
      ? { status: statusOf(reply.error), body: reply.error }
      : { status: 200, body: name === 'batch' ? (reply.result ?? reply) : reply }
  }

  async #route(
    request: IncomingMessage,
    response: ServerResponse,
    caller: ApiCaller,
    { verb, right, method }: ApiRoute,
  ): Promise<Answer> {
    const denial = right === null ? null : caller.denial(right)
    if (denial !== null) {
      const message = denial === 'key' ? `The key doesn't allow "${right}".` : denialHint.inspector
      return { status: 403, body: { error: { code: 'forbidden', message } } }
    }
    const body = verb === 'POST' ? await this.#read(request, response) : ''
    if (typeof body !== 'string') return body
    const given = verb === 'POST' ? parse(body) : givenInUrl(request)
    if (!isRecord(given)) return badRequest
    try {
      return { status: 200, body: await method.run(caller.context, given) }
    } catch (error) {
      caller.refused(error)
      return { status: routeStatus(error), body: { error: errorBody(error) } }
    }
  }

  /** What is asked on behalf of a request says in the log which one it was. */
  #caller(request: IncomingMessage, rights: ApiKeyRights): ApiCaller {
    const { metrics, limitHits, inspectorOnlyReads } = this.#parts
    const about = this.#about(request)
    const readsOnly = inspectorOnlyReads && request.headers[inspectorHeader] !== undefined
    const denial = (right: ApiRight): Denial | null => denialOf(rights, right, readsOnly)
    const failures = this.#parts.failures.of(about)
    const services = (): Services => ({ ...this.#context.services(), failures, log: failures.log })
    const over = (limit: LimitName): void => limitHits.hit(limit, about)
    return {
      context: {
        ...this.#context,
        services,
        spend: answerBudget(),
        rights: () => apiRights.filter((right) => denial(right) === null),
      },
      denial: (right) => {
        const found = denial(right)
        if (found === 'key') this.#warnOfKey(rights, right, about)
        return found
      },
      ran: (method, code) => metrics.apiRan(method, code),
      over,
      refused(error) {
        const limit = limitOf(error)
        if (limit !== null) over(limit)
        if (!RealtimeError.isInstance(error)) failures.report('A method of the API failed', error)
      },
    }
  }

  #warnOfKey({ name }: ApiKeyRights, right: ApiRight, about: object): void {
    this.#parts.warnings.warn(`The API key "${name}" doesn't allow "${right}".`, denialHint.key, about)
  }

  /** The body's text, or the answer to one that can't be taken. */
  async #read(request: IncomingMessage, response: ServerResponse): Promise<string | Answer> {
    if (request.headers.expect?.toLowerCase() === '100-continue') response.writeContinue()
    const body = await readBody(request, bodyBytes)
    if (body === 'gone') return null
    if (body === 'not-utf8') return badRequest
    if (body !== 'too-large') {
      request.setTimeout(workTime)
      return body.text
    }
    this.#parts.limitHits.hit('apiRequestBytes', this.#about(request))
    const message = `A request may have ${bodyBytes} bytes.`
    return { status: 413, body: { error: { code: 'message_too_large', message } } }
  }
}

/** A request as metrics name it: what there is to ask for, never what somebody made up. */
function methodOf({ method }: IncomingMessage, path: string): string {
  const rest = path.slice(base.length)
  const name = rest.slice(1)
  if (path === description) return 'openapi'
  if (rest === '') return 'lines'
  if (name === 'batch' || isMethodName(name)) return name
  const isRoute = routes.some((route) => route.path === rest && route.verb === method)
  return isRoute ? `${method} ${rest}` : 'unknown'
}

/** What is no JSON becomes a text, which nothing here takes; `null` stands for no parameters. */
function parse(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return ''
  }
}

function givenInUrl(request: IncomingMessage): Readonly<Record<string, string>> {
  return Object.fromEntries(new URLSearchParams(queryOf(request.url) ?? ''))
}

function only(request: IncomingMessage, verb: 'GET' | 'POST'): Answer {
  const fits = request.method === verb || (verb === 'GET' && request.method === 'HEAD')
  return fits ? null : wrongVerb(verb)
}

function wrongVerb(allow: string): Answer {
  const message = `Ask with ${allow}.`
  return { status: 405, allow, body: { error: { code: 'invalid_argument', message } } }
}

function write(request: IncomingMessage, response: ServerResponse, { status, body = '', allow }: NonNullable<Answer>) {
  const isText = status === 400 && typeof body === 'string'
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  if (text !== '') response.setHeader('Content-Type', isText ? 'text/plain; charset=utf-8' : 'application/json')
  response.setHeader('Cache-Control', 'no-store')
  if (allow !== undefined) response.setHeader('Allow', allow)
  // What is left of a body that nobody reads must not keep the connection.
  if (!request.complete && request.httpVersionMajor === 1) response.setHeader('Connection', 'close')
  response.writeHead(status)
  response.end(text)
}
