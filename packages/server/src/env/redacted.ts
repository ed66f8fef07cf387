/** Names of what only its owner may see, wherever it stands: also `x-api-key`, `set-cookie` or `clientSecret`. */
const secretName =
  /(token|secret|password|passwd|passphrase|authorization|cookies?|credentials?|api[-_]?keys?|resume[-_]?key|private[-_]?key|proof|jwt)$|^(key|auth)$/i

/** Texts that are secret whatever they are called: JWTs, what is sent as authorization, parameters of URLs, private keys. */
const secretTexts: readonly (readonly [form: RegExp, instead: string])[] = [
  [/\beyJ[\w-]{6,}\.[\w-]+\.[\w-]*/g, '[redacted]'],
  [/\b(bearer|apikey|basic)\s+[\w.~+/=-]{8,}/gi, '$1 [redacted]'],
  [/([?&](?:token|access_token|key|api_?key|secret|password)=)[^&\s"'#]+/gi, '$1[redacted]'],
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(-----END [A-Z ]*PRIVATE KEY-----|$)/g, '[redacted]'],
]

const instead = '[redacted]'
/** Levels, and entries of one object, that a line shows. */
const deepest = 6
const mostEntries = 100

/** A text for the log without what is secret in it. */
export function redactedText(text: string): string {
  return secretTexts.reduce((rest, [form, replacement]) => rest.replace(form, replacement), text)
}

/** What goes along with a line of the log, without what is secret in it. Errors stay errors. Never throws. */
export function redacted(value: unknown): unknown {
  try {
    return shown(value, [])
  } catch {
    return '[unreadable]'
  }
}

/** `within`: the objects that lead to the value. */
function shown(value: unknown, within: readonly object[]): unknown {
  if (typeof value === 'string') return redactedText(value)
  if (typeof value !== 'object' || value === null || value instanceof Date) return value
  if (within.includes(value)) return '[circular]'
  if (within.length >= deepest) return '[…]'
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return `[${value.byteLength} bytes]`
  const inside = [...within, value]
  if (Array.isArray(value)) return value.slice(0, mostEntries).map((entry) => shown(entry, inside))
  if (value instanceof Error) return shownError(value, inside)
  const entries =
    value instanceof Map ? [...value] : value instanceof Set ? [...value].entries() : Object.entries(value)
  return Object.fromEntries(shownEntries(entries, inside))
}

function shownEntries(
  entries: Iterable<readonly [name: unknown, value: unknown]>,
  inside: readonly object[],
): readonly [string, unknown][] {
  return [...entries].slice(0, mostEntries).map(([name, value]) => {
    const isSecret = secretName.test(String(name)) && value !== null && value !== undefined
    return [String(name), isSecret ? instead : shown(value, inside)]
  })
}

/** The same kind of error, so that it is written as one. */
function shownError(error: Error, inside: readonly object[]): Error {
  const copy = Object.create(Object.getPrototypeOf(error) as object) as Error
  const own = Object.getOwnPropertyNames(error).map((name) => [name, Reflect.get(error, name)] as const)
  for (const [name, value] of shownEntries(own, inside)) {
    const enumerable = Object.getOwnPropertyDescriptor(error, name)?.enumerable ?? true
    Object.defineProperty(copy, name, { value, enumerable })
  }
  return copy
}
