import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Failures } from '../env/failures.ts'
import type { PathHandler } from '../http/answer-request.ts'
import { isPageFile, readPageFile } from './page-files.ts'

const path = '/inspector'
const page = 'index.html'

/** Scripts, styles and connections of this server only, and no page around it. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

const always = {
  'Content-Security-Policy': policy,
  'X-Frame-Options': 'DENY',
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
}

const forGood = 'public, max-age=31536000, immutable'
const never = 'no-store'

const off = {
  code: 'not_found',
  message: 'Nothing is here.',
}
const notBuilt = `This checkout has not built the inspector yet.

Build it in the folder of the repository, then load this page again:

  npx pnpm build
`

interface InspectorPageParts {
  readonly isOn: boolean
  /** Where the built page is. */
  readonly folder: URL
  readonly failures: Failures
}

/** Serves the files of the inspector. They hold no secrets: the page asks the API, with the key of whoever looks at it. */
export class InspectorPage implements PathHandler {
  readonly #parts: InspectorPageParts

  constructor(parts: InspectorPageParts) {
    this.#parts = parts
  }

  takes(asked: string): boolean {
    return asked === path || asked.startsWith(`${path}/`)
  }

  answer(request: IncomingMessage, response: ServerResponse, asked: string): void {
    const { isOn, failures } = this.#parts
    if (!isOn) {
      failures.log.debug('The inspector is off', { hint: 'Turn it on with `inspector: "read"` or `"write"`.' })
      sendJson(response, 404, off)
      return
    }
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.setHeader('Allow', 'GET, HEAD')
      sendJson(response, 405, { code: 'invalid_argument', message: 'Ask for the inspector with GET.' })
      return
    }
    // Its files are named by where it is, so that it works behind any proxy.
    if (asked === path) {
      response.writeHead(308, { Location: 'inspector/', 'Cache-Control': never }).end()
      return
    }
    this.#send(request, response, asked.slice(path.length + 1) || page).catch((error: unknown) => {
      failures.report('The inspector could not be read', error)
      response.destroy()
    })
  }

  async #send(request: IncomingMessage, response: ServerResponse, name: string): Promise<void> {
    const { folder, failures } = this.#parts
    const file = await readPageFile(folder, name, /\bgzip\b/.test(String(request.headers['accept-encoding'])))
    if (file === null) {
      if (isPageFile(name)) failures.log.warn('The inspector is not built', { hint: 'Run `pnpm build`.' })
      sendText(response, name === page ? 503 : 404, name === page ? notBuilt : 'Nothing is here.\n')
      return
    }
    response.writeHead(200, {
      ...always,
      'Content-Type': file.contentType,
      'Cache-Control': name === page ? never : forGood,
      Vary: 'Accept-Encoding',
      ...(file.isZipped ? { 'Content-Encoding': 'gzip' } : {}),
    })
    response.end(file.content)
  }
}

function sendJson(response: ServerResponse, status: number, error: object): void {
  response.writeHead(status, { 'Content-Type': 'application/json', 'Cache-Control': never })
  response.end(JSON.stringify({ error }))
}

function sendText(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { ...always, 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': never })
  response.end(text)
}
