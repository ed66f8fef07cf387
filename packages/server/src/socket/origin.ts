import type { IncomingHttpHeaders } from 'node:http'
import { assertNever } from '@herenow/adapter'
import { refusal } from '../refusal.ts'

/** Hosts that only this machine reaches. */
export function isLoopbackHost(host: string): boolean {
  return host === 'localhost' || host === '::1' || host === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(host)
}

function isLoopbackOrigin(origin: string): boolean {
  if (!URL.canParse(origin)) return false
  const { hostname, protocol } = new URL(origin)
  return (
    (protocol === 'http:' || protocol === 'https:') && (isLoopbackHost(hostname) || hostname.endsWith('.localhost'))
  )
}

/** Which pages may connect where no `origins` are listed. */
export type UnlistedPages =
  /** Tokens say who may: browsers don't send them of their own accord. */
  | 'any'
  /** Cookies may say who it is, and browsers send them whichever page asks. */
  | 'same-host'
  /** Nobody is asked who they are. */
  | 'same-machine'

/**
 * Whether a page of the request's origin may connect. Programs that aren't browsers send none and may. With `origins`
 * only the listed ones may, character by character, and the server's own page where it has one.
 */
export function mayConnect(
  { origin, host }: Pick<IncomingHttpHeaders, 'origin' | 'host'>,
  origins: readonly string[] | null,
  unlisted: UnlistedPages,
  hasOwnPage = false,
): boolean {
  if (origin === undefined) return true
  if (origins !== null) return origins.includes(origin) || (hasOwnPage && isOwnPage(origin, host, unlisted))
  switch (unlisted) {
    case 'any':
      return true
    case 'same-host':
      return isOfHost(origin, host)
    case 'same-machine':
      return isLoopbackOrigin(origin)
    default:
      return assertNever(unlisted)
  }
}

/** Where nobody is asked who they are, a name that somebody has pointed at this machine must not count as the host's. */
function isOwnPage(origin: string, host: string | undefined, unlisted: UnlistedPages): boolean {
  return isOfHost(origin, host) && (unlisted !== 'same-machine' || isLoopbackOrigin(origin))
}

function isOfHost(origin: string, host: string | undefined): boolean {
  if (host === undefined || !/^https?:/.test(origin) || !URL.canParse(origin)) return false
  const { protocol, host: own } = new URL(origin)
  // In the same form: without the port that the scheme implies.
  const asked = `${protocol}//${host}`
  return URL.canParse(asked) && new URL(asked).host === own
}

/** `http`, `https` and schemes of apps, such as `capacitor://localhost`. Pages from files send `null` or `file://`. */
const originForm = /^(?:null|file:\/\/|[a-z][a-z0-9+.-]*:\/\/(?:\[[0-9a-f:.]+\]|[^\s/?#@*:[\]]+)(?::\d{1,5})?)$/
const example = 'https://app.example.com'

/** Throws `invalid_argument` for an entry that no browser ever sends, with the form that it does. */
export function checkOrigins(origins: readonly string[]): void {
  for (const origin of origins) {
    const sent = sentForm(origin)
    if (sent === origin) continue
    throw refusal('invalid_argument', `"${String(origin).slice(0, 100)}" in \`origins\` is not an origin.`, {
      hint: hintFor(origin, sent),
    })
  }
}

/** What browsers send for such a page; `null`: they never send anything like it. */
function sentForm(origin: unknown): string | null {
  if (typeof origin !== 'string') return null
  if (/^https?:/i.test(origin) && !origin.includes('*') && URL.canParse(origin)) return new URL(origin).origin
  return originForm.test(origin) ? origin : null
}

function hintFor(origin: unknown, sent: string | null): string {
  if (sent !== null) return `Write it as browsers send it: "${sent}".`
  if (origin === '*') return 'Leave `origins` out to take every page: with auth, tokens decide. Or list each origin.'
  if (typeof origin === 'string' && origin.includes('*')) {
    return `Wildcards are not supported: list each origin, such as "${example}".`
  }
  const isHost = typeof origin === 'string' && /^[\w.-]+(?::\d+)?\/?$/.test(origin)
  const scheme = isHost ? ` "https://${origin.replace(/\/$/, '')}"` : ` "${example}"`
  return `An origin has a scheme and a host, and nothing behind them:${scheme}.`
}
