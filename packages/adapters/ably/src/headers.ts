import type { MessageMeta, UserInfo } from '@herenow/adapter'
import { isRecord, parsedJson } from './json.ts'

/** What stands beside a message's data. */
export interface Beside {
  readonly meta: MessageMeta | null
  readonly info: UserInfo | null
}

type Plain = string | number | boolean

/** The header with what a plain header can't hold, as JSON. */
const ours = 'herenow'

/**
 * Ably's headers hold texts, numbers and booleans: such values of `meta` are headers of their own, which clients without
 * the kit read and filter by. Everything else is in one more.
 */
export function headersOf({ meta, info }: Beside): Readonly<Record<string, Plain>> | null {
  const plain: [name: string, value: Plain][] = []
  const rest: [name: string, value: unknown][] = []
  for (const [name, value] of Object.entries(meta ?? {})) {
    if (isPlain(value) && name !== ours) plain.push([name, value])
    else rest.push([name, value])
  }
  const hasRest = rest.length > 0 || (meta !== null && plain.length === 0)
  if (hasRest || info) {
    const packed = { ...(hasRest && { meta: Object.fromEntries(rest) }), ...(info && { info }) }
    plain.push([ours, JSON.stringify(packed)])
  }
  // Not by assignment, by which `__proto__` would be lost.
  return plain.length > 0 ? Object.fromEntries(plain) : null
}

/** The other way round. `extras`: whatever a client of Ably has put there. */
export function besideOf(extras: unknown): Beside {
  const headers = isRecord(extras) ? extras['headers'] : undefined
  if (!isRecord(headers)) return { meta: null, info: null }
  const { [ours]: packed, ...plain } = headers
  const { meta: rest, info } = opened(packed)
  const meta = isRecord(rest) ? { ...plain, ...rest } : plain
  return { meta: isRecord(rest) || Object.keys(plain).length > 0 ? meta : null, info: isRecord(info) ? info : null }
}

function opened(packed: unknown): Readonly<Record<string, unknown>> {
  const value = typeof packed === 'string' ? parsedJson(packed, null) : null
  return isRecord(value) ? value : {}
}

function isPlain(value: unknown): value is Plain {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
}
