import type { ErrorBody } from '@herenow/protocol'
import { errorBody, refusal } from '../refusal.ts'

/** UTF-16 units. */
const longestName = 100

/** Seconds that a client may set, as `websocket()` reads them. */
const longestDuration = 3_600

interface UrlOption {
  readonly isValid: (text: string) => boolean
  /** What may stand there. */
  readonly takes: string
}

const duration: UrlOption = {
  isValid: (text) => Number(text) > 0 && Number(text) <= longestDuration,
  takes: `seconds above 0, at most ${longestDuration}`,
}

function isName(text: string): boolean {
  return text.length <= longestName && !/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u.test(text)
}

/** The options that a URL of ours may have. Only `name` is for the server; the others are the client's own settings. */
const known: ReadonlyMap<string, UrlOption> = new Map([
  [
    'name',
    {
      isValid: isName,
      takes: `a text of at most ${longestName} characters, none of them invisible`,
    },
  ],
  ['heartbeat', duration],
  ['reconnect_interval', duration],
  ['fail_fast', { isValid: (text) => ['1', 'true', '0', 'false'].includes(text), takes: '1 or 0' }],
])

/**
 * What is wrong with the options in the URL of an upgrade; `null`: nothing. `query`: without its question mark.
 * The same names and values as `websocket()` takes.
 */
export function urlOptionsProblem(query: string | undefined): ErrorBody | null {
  for (const [key, text] of new URLSearchParams(query)) {
    const option = known.get(key)
    if (option?.isValid(text)) continue
    const shown = JSON.stringify(key.slice(0, longestName))
    const problem = option ? `${shown} takes ${option.takes}` : `the option ${shown} is unknown`
    return errorBody(
      refusal('invalid_argument', `In the URL, ${problem}.`, {
        hint: `Known: ${Array.from(known.keys()).join(', ')}.`,
      }),
    )
  }
  return null
}

/** How the client calls its connection in the URL, for the log. What can't be a name is none, also where the app reads the URL. */
export function nameInUrl(query: string | undefined): string | undefined {
  const name = new URLSearchParams(query).get('name')
  return name !== null && name !== '' && isName(name) ? name : undefined
}
