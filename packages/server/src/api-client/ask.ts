import type { WebEnv } from '../env/web-env.ts'
import { ApiError, errorIn, redirected, unreadable } from './api-error.ts'

/** What every call needs. */
export interface AskOptions {
  /** Where the server's HTTP side is, such as `https://realtime.example.com`. */
  readonly url: string
  /** One of the server's `apiKey`s. A secret: never in a page. */
  readonly key: string
  /** Milliseconds that a call may take. Default 10,000. */
  readonly timeout?: number | undefined
  /** Headers of every request besides the key, such as one that a proxy asks for. */
  readonly headers?: Readonly<Record<string, string>> | undefined
}

/** Asks the API: with a body by POST, else by GET. Resolves with the answer's body, and rejects with an `ApiError`. */
export type Ask = <Answer>(path: string, query: Readonly<Record<string, unknown>>, body?: object) => Promise<Answer>

/** Throws `invalid_argument` for options that can't be. */
export function createAsk({ url, key, timeout = 10_000, headers = {} }: AskOptions, env: WebEnv): Ask {
  // A user and a password in it are never sent, and would stand in errors.
  if (!/^https?:\/\/[^/?#@]+($|[/?#])/.test(url)) {
    throw wrongOption(
      '`url` must be http:// or https:// and a host.',
      'Pass the address of the server, without `/api`.',
    )
  }
  if (typeof key !== 'string' || key === '') {
    throw wrongOption('`key` must be one of the keys of the server.', 'Pass what `apiKey` of the server is.')
  }
  const base = `${url.replace(/\/+$/, '')}/api/`
  return async <Answer>(path: string, query: Readonly<Record<string, unknown>>, body?: object): Promise<Answer> => {
    const init = {
      headers: { ...headers, 'X-API-Key': key, ...(body && { 'Content-Type': 'application/json' }) },
      signal: env.timeout(timeout),
      // Followed, the key would go wherever an answer says, and what was to be published would be read instead.
      redirect: 'manual',
      ...(body && { method: 'POST', body: JSON.stringify(body) }),
    } as const
    try {
      const response = await env.fetch(base + path + queryOf(query), init)
      if (isRedirect(response)) throw redirected(response.status, response.headers.get('location'))
      const answer = readJson(await response.text(), response.status)
      const error = errorIn(answer, response.status)
      if (error !== null) throw error
      // What our own server answered.
      return answer as Answer
    } catch (cause) {
      throw cause instanceof ApiError ? cause : lost(cause, url, timeout)
    }
  }
}

/** Strings stay; what else there is becomes JSON. */
function queryOf(query: Readonly<Record<string, unknown>>): string {
  const parts = Object.entries(query)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}=${encodeURIComponent(typeof value === 'string' ? value : JSON.stringify(value))}`)
  return parts.length === 0 ? '' : `?${parts.join('&')}`
}

/** Some runtimes show nothing of where an answer leads to, not even its status. */
function isRedirect({ status, type }: Response): boolean {
  return type === 'opaqueredirect' || (status >= 300 && status < 400)
}

function readJson(text: string, status: number): unknown {
  try {
    return text === '' ? null : JSON.parse(text)
  } catch (cause) {
    throw unreadable(status, cause)
  }
}

function lost(cause: unknown, url: string, timeout: number): ApiError {
  const isLate = cause instanceof Error && cause.name === 'TimeoutError'
  return isLate
    ? new ApiError({ code: 'timeout', message: `No answer came within ${timeout} ms.`, retryable: true, cause })
    : new ApiError({
        code: 'connection_failed',
        message: `${url} can't be reached.`,
        hint: 'Look at whether the server runs, and at `url`.',
        retryable: true,
        cause,
      })
}

function wrongOption(message: string, hint: string): ApiError {
  return new ApiError({ code: 'invalid_argument', message, hint })
}
