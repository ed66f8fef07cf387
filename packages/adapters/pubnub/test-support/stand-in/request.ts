import type { IncomingMessage, ServerResponse } from 'node:http'

/** One request, taken apart. */
export interface ApiRequest {
  readonly method: string
  /** Between the slashes, decoded. */
  readonly path: readonly string[]
  readonly params: URLSearchParams
  /** What is asked, whoever asks. */
  readonly key: string
  /** Bytes of the path as it was sent. */
  readonly pathLength: number
  /** Bytes of the address and the headers. */
  readonly headLength: number
  readonly body: () => Promise<string>
  /** Calls when whoever asked doesn't wait any more. */
  readonly onGone: (listener: () => void) => void
}

export function readRequest(request: IncomingMessage, response: ServerResponse): ApiRequest {
  const [pathname = '/', query = ''] = (request.url ?? '/').split('?')
  return {
    method: request.method ?? 'GET',
    path: pathname.slice(1).split('/').map(decodeURIComponent),
    params: new URLSearchParams(query),
    key: questionIn(pathname, new URLSearchParams(query)),
    pathLength: pathname.length,
    headLength: [request.url ?? '', ...request.rawHeaders].reduce((sum, text) => sum + text.length, 0),
    async body() {
      const chunks: Buffer[] = []
      for await (const chunk of request) chunks.push(chunk as Buffer)
      return Buffer.concat(chunks).toString()
    },
    onGone: (listener) => void response.on('close', listener),
  }
}

function questionIn(pathname: string, params: URLSearchParams): string {
  return [pathname, params.get('disable_uuids'), params.get('state'), params.get('channel-group')].join(' ')
}

export function userOf({ params }: ApiRequest): string {
  return params.get('uuid') ?? ''
}

/** JSON that came in a parameter; `undefined` without it. */
export function jsonIn({ params }: ApiRequest, name: string): unknown {
  const text = params.get(name)
  return text === null ? undefined : (JSON.parse(text) as unknown)
}
