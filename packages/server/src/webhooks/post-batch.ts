import type { Clock } from '@herenow/adapter'
import type { ServerEnv } from '../env/server-env.ts'
import { readRetryAfter } from './retry-pause.ts'
import { requestId, signedHeaders } from './signature.ts'
import type { Webhook } from './webhook-options.ts'

/** What came of a request. */
export type PostOutcome =
  | { readonly kind: 'delivered' }
  /** The receiver answered 410. */
  | { readonly kind: 'gone' }
  /** `asked`: milliseconds that the receiver wants to be left alone for; `null`: it didn't say. */
  | { readonly kind: 'failed'; readonly reason: string; readonly asked: number | null }

interface PostNeeds {
  readonly fetch: ServerEnv['fetch']
  readonly clock: Clock
}

/** An answer whose text is longer isn't read, and ends the connection. Bytes. */
const mostRead = 65_536
const gone = 410

/** Sends events in one request. Never rejects; `ended` makes it end at once. */
export async function postBatch(
  { fetch, clock }: PostNeeds,
  webhook: Webhook,
  texts: readonly string[],
  ended: AbortSignal,
): Promise<PostOutcome> {
  const body = `{"events":[${texts.join(',')}]}`
  const late = new AbortController()
  const timer = clock.setTimeout(() => late.abort(), webhook.timeout * 1_000)
  try {
    const signed = { id: requestId(body), timestamp: Math.floor(clock.date() / 1_000), body }
    const response = await fetch(webhook.url, {
      method: 'POST',
      body,
      headers: {
        'content-type': 'application/json',
        'user-agent': 'Herenow',
        ...signedHeaders(webhook.keys, signed),
      },
      // A signed request goes where the configuration says, and nowhere else.
      redirect: 'manual',
      signal: AbortSignal.any([late.signal, ended]),
    })
    await letGo(response)
    return outcomeOf(response, clock.date())
  } catch (error) {
    const reason = late.signal.aborted ? `It took longer than ${webhook.timeout} s` : reasonOf(error)
    return { kind: 'failed', reason, asked: null }
  } finally {
    clock.clearTimeout(timer)
  }
}

function outcomeOf({ ok, status, headers }: Response, date: number): PostOutcome {
  if (ok) return { kind: 'delivered' }
  if (status === gone) return { kind: 'gone' }
  const hint = status >= 300 && status < 400 ? ': redirects are not followed' : ''
  return {
    kind: 'failed',
    reason: `It answered ${status}${hint}`,
    asked: readRetryAfter(headers.get('retry-after'), date),
  }
}

/** Nothing of the text of an answer matters. A short one is read to its end, which leaves the connection for the next request. */
async function letGo(response: Response): Promise<void> {
  const length = Number(response.headers.get('content-length') ?? Number.NaN)
  try {
    await (length <= mostRead ? response.arrayBuffer() : response.body?.cancel())
  } catch {
    // The status has arrived, and with it the answer: the rest may break off.
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const { cause } = error
  if (!(cause instanceof Error)) return error.message
  return cause.message === '' && 'code' in cause ? String(cause.code) : cause.message
}
