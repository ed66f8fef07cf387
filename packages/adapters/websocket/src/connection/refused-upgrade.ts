import type { HintName, HttpAnswer } from '@herenow/adapter'
import { hint } from '@herenow/adapter'
import type { ErrorBody } from '@herenow/protocol'

/** `Upgrade Required`: the address is right, and it isn't known why no socket opened. */
const upgradeRequired = 426
/** 401 to the proxy itself. */
const proxyRequired = 407

/** Why an address that answers opens no socket; `null`: the answer doesn't tell. */
export function refusedUpgrade({ status, text }: HttpAnswer, url: string): ErrorBody | null {
  // 0: an answer that the browser keeps to itself, such as a redirect.
  if (status === upgradeRequired || status === 0) return null
  const said = readError(text)
  const path = url.replace(/^\w+:\/\/[^/?#]*/, '').replace(/[?#].*$/, '')
  const what =
    said.message ?? (isTrouble(status) ? 'it takes no connections just now.' : 'it speaks no WebSocket there.')
  const own = hintFor(status)
  const advice = said.hint ?? (own ? hint(own) : undefined)
  return {
    code: 'connection_failed',
    message: `The server answered ${status} at the path "${path}": ${what}`,
    ...(advice ? { hint: advice } : {}),
    retryable: true,
  }
}

function hintFor(status: number): HintName | null {
  if (status === 401 || status === proxyRequired) return 'upgrade-token'
  if (status === 403) return 'upgrade-origin'
  return isTrouble(status) ? null : 'upgrade-path'
}

/** It may pass. */
function isTrouble(status: number): boolean {
  return status >= 500 || status === 429
}

/** What a Herenow server says, or another one in the same form. */
function readError(text: string): { readonly message?: string | undefined; readonly hint?: string | undefined } {
  try {
    const { error } = JSON.parse(text) as { readonly error?: Readonly<Record<string, unknown>> }
    const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)
    return { message: textOf(error?.['message']), hint: textOf(error?.['hint']) }
  } catch {
    return {}
  }
}
