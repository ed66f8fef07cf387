import type { IncomingMessage, ServerResponse } from 'node:http'
import { json } from 'node:stream/consumers'
import type { Access, Identity } from './access.ts'
import { mustBeAllowed } from './access.ts'
import type { Channel } from './channel.ts'
import type { WireMessage } from './protocol.ts'
import { Refusal } from './protocol.ts'

export interface RestNeeds {
  readonly access: Access
  readonly channel: (name: string) => Channel
}

interface Answer {
  readonly body: unknown
  /** The query of the next page. */
  readonly next?: URLSearchParams | undefined
}

let restPublishes = 0

/** Answers one HTTP request. Never rejects. */
export async function answerRest(needs: RestNeeds, request: IncomingMessage, response: ServerResponse): Promise<void> {
  allowPages(request, response)
  const url = new URL(request.url ?? '/', 'http://localhost')
  const { statusCode, body, next } = await answerTo(needs, request)
  const link = next && `<./${url.pathname.split('/').at(-1)}?${next}>; rel="next"`
  if (link) response.setHeader('Link', link)
  // Pages may not see all headers, so their SDK asks for what else there is beside the body.
  const isWrapped = url.searchParams.get('envelope') === 'json'
  response.statusCode = isWrapped ? 200 : statusCode
  response.end(JSON.stringify(isWrapped ? { statusCode, headers: link ? { link } : {}, response: body } : body))
}

/** Lets pages of every origin ask, with credentials in a header. */
function allowPages({ headers }: IncomingMessage, response: ServerResponse): void {
  response.setHeader('Content-Type', 'application/json')
  response.setHeader('Access-Control-Allow-Origin', headers.origin ?? '*')
  response.setHeader('Access-Control-Allow-Credentials', 'true')
  response.setHeader('Access-Control-Allow-Headers', headers['access-control-request-headers'] ?? '*')
  response.setHeader('Access-Control-Expose-Headers', 'Link')
}

async function answerTo(needs: RestNeeds, request: IncomingMessage): Promise<Answer & { readonly statusCode: number }> {
  if (request.method === 'OPTIONS') return { statusCode: 200, body: null }
  try {
    return { statusCode: request.method === 'POST' ? 201 : 200, ...(await route(needs, request)) }
  } catch (problem) {
    const refusal = problem instanceof Refusal ? problem : new Refusal(50000, 500, String(problem))
    return { statusCode: refusal.wire.statusCode, body: { error: refusal.wire } }
  }
}

async function route(needs: RestNeeds, request: IncomingMessage): Promise<Answer> {
  const url = new URL(request.url ?? '/', 'http://localhost')
  const [first, name = '', what] = url.pathname.slice(1).split('/').map(decodeURIComponent)
  if (first === 'time') return { body: [Date.now()] }
  if (first === 'keys' && what === 'requestToken') return { body: needs.access.issue(name, await json(request)) }
  if (first !== 'channels') throw new Refusal(40400, 404, 'Not found')
  const { capability, clientId } = identify(needs.access, request)
  const channel = needs.channel(name)
  if (what === undefined) {
    mustBeAllowed(capability, name, 'channel-metadata')
    const status = { isActive: true, occupancy: { metrics: channel.occupancy() } }
    return { body: { channelId: name, name, status } }
  }
  if (what === 'presence') {
    mustBeAllowed(capability, name, 'subscribe')
    return presencePage(channel, url.searchParams)
  }
  if (what !== 'messages') throw new Refusal(40400, 404, 'Not found')
  if (request.method === 'POST') {
    mustBeAllowed(capability, name, 'publish')
    const body = await json(request)
    const messages = (Array.isArray(body) ? body : [body]) as readonly WireMessage[]
    restPublishes += 1
    return { body: { channel: name, serials: channel.publish('', clientId, `rest-${restPublishes}`, messages) } }
  }
  mustBeAllowed(capability, name, 'history')
  return historyPage(channel, url.searchParams)
}

function identify(access: Access, request: IncomingMessage): Identity {
  const [scheme, credentials = ''] = (request.headers.authorization ?? '').split(' ')
  const text = Buffer.from(credentials, 'base64').toString()
  const header = request.headers['x-ably-clientid']
  const clientId = typeof header === 'string' ? Buffer.from(header, 'base64').toString() : null
  if (scheme === 'Basic') return access.withKey(text, clientId)
  if (scheme === 'Bearer') return access.withToken(text, clientId)
  throw new Refusal(40101, 401, 'No authentication information provided')
}

function historyPage(channel: Channel, params: URLSearchParams): Answer {
  const limit = limitOf(params)
  const query = {
    start: Number(params.get('start') ?? 0),
    end: Number(params.get('end') ?? Number.MAX_SAFE_INTEGER),
    fromSerial: params.get('from_serial') ?? params.get('fromSerial'),
    cursor: params.get('cursor'),
    limit,
    backwards: params.get('direction') !== 'forwards',
  }
  const { page, more } = channel.log.read(query)
  const last = page.at(-1)
  if (!more || !last) return { body: page }
  const next = new URLSearchParams(params)
  next.set('cursor', last.serial)
  return { body: page, next }
}

function presencePage(channel: Channel, params: URLSearchParams): Answer {
  const limit = limitOf(params)
  const skipped = Number(params.get('cursor') ?? 0)
  const { all } = channel.members
  const body = all.slice(skipped, skipped + limit)
  if (all.length <= skipped + limit) return { body }
  const next = new URLSearchParams(params)
  next.set('cursor', String(skipped + limit))
  return { body, next }
}

function limitOf(params: URLSearchParams): number {
  const limit = Number(params.get('limit') ?? 100)
  if (limit >= 1 && limit <= 1_000) return limit
  throw new Refusal(40003, 400, 'Invalid limit')
}
