import type { ErrorCode } from '@herenow/adapter'

interface Details {
  readonly code: ErrorCode
  readonly message: string
  readonly hint?: string | undefined
  readonly status?: number | undefined
  readonly retryable?: boolean | undefined
  readonly retryAfter?: number | undefined
  readonly cause?: unknown
}

/** Why a call of the API failed: `message` says what happened, `hint` what to do. */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  readonly code: ErrorCode
  readonly hint: string
  /** The HTTP status; `undefined`: there was no answer. */
  readonly status: number | undefined
  /** Whether the same call may succeed later without a change. Publish again with the same `id`. */
  readonly retryable: boolean
  /** Milliseconds. */
  readonly retryAfter: number | undefined

  constructor({ code, message, hint = '', status, retryable = false, retryAfter, cause }: Details) {
    super(message, cause === undefined ? undefined : { cause })
    this.code = code
    this.hint = hint
    this.status = status
    this.retryable = retryable
    this.retryAfter = retryAfter
  }
}

/** What the numbers of the methods mean here. */
const codes: Readonly<Record<number, ErrorCode>> = {
  103: 'forbidden',
  104: 'not_found',
  107: 'invalid_argument',
  108: 'unsupported',
  111: 'rate_limited',
  112: 'gap',
  113: 'forbidden',
}

const statuses: Readonly<Record<number, Pick<Details, 'code' | 'message' | 'hint'>>> = {
  401: {
    code: 'unauthorized',
    message: 'The server refused the key.',
    hint: 'Pass the same `key` as `apiKey` of the server.',
  },
  404: {
    code: 'not_found',
    message: 'There is no API at this address.',
    hint: 'Look at `url`, and at whether the server has an `apiKey`.',
  },
}

/** The error in an answer; `null`: it has none. */
export function errorIn(body: unknown, status: number): ApiError | null {
  const { error }: { readonly error?: unknown } = Object(body)
  // Only a server of ours says what it can't find.
  const known = statuses[status]
  if (known !== undefined && error === undefined) return new ApiError({ ...known, status })
  if (error === undefined) return status < 300 ? null : unreadable(status)
  return errorFrom(error, status)
}

/** The error that a server wrote, with a number or a name as its code. */
export function errorFrom(written: unknown, status: number): ApiError {
  const { code, message, hint, retryable, retryAfter } = Object(written) as Partial<Omit<Details, 'code'>> & {
    readonly code?: ErrorCode | number
  }
  const name = typeof code === 'number' ? codes[code] : code
  const text = message ?? `The server answered with status ${status}.`
  return new ApiError({ code: name ?? 'server_error', message: text, hint, status, retryable, retryAfter })
}

/** Something answered that the API is elsewhere. */
export function redirected(status: number, location: string | null): ApiError {
  const message = `Something answered with status ${status} that the API is elsewhere. The key isn't sent on.`
  const hint = `Pass the address that the server is at as \`url\`${location === null ? '.' : `: it leads to ${location}.`}`
  return new ApiError({ code: 'server_error', message, hint, status })
}

/** Something answered that is no server of ours, such as a proxy. */
export function unreadable(status: number, cause?: unknown): ApiError {
  const message = `Something answered with status ${status} that is no Herenow server.`
  const hint = 'Look at `url`, and at what stands in front of the server.'
  return new ApiError({ code: 'server_error', message, hint, status, retryable: status >= 500, cause })
}
