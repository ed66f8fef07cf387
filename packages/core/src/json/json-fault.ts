/** What JSON can't carry, or changes without a word, and where it is. */
export interface JsonFault {
  /** Behind the name of the whole: `.items[3].tags`; empty for the whole itself. */
  readonly path: string
  /** What is there: "a Map". */
  readonly what: string
}

/** By the tag of `Object.prototype.toString`, which is the same in every realm: these turn into `{}` or `null`. */
const lossy: ReadonlyMap<string, string> = new Map(
  [
    'Map',
    'Set',
    'WeakMap',
    'WeakSet',
    'ArrayBuffer',
    'SharedArrayBuffer',
    'Blob',
    'File',
    'Error',
    'DOMException',
    'RegExp',
    'Promise',
    'FormData',
    'Headers',
    'URLSearchParams',
  ].map((name) => [`[object ${name}]`, /^[AE]/.test(name) ? `an ${name}` : `a ${name}`]),
)

/**
 * Finds the first thing in a value that would not arrive as it is: what JSON refuses, and what it changes silently.
 * Properties that are functions, symbols or `undefined` are left out, as JSON does; what has a `toJSON`, such as a
 * `Date`, decides itself.
 */
export function findJsonFault(value: unknown): JsonFault | null {
  return find(value, '', [])
}

function find(value: unknown, path: string, ancestors: readonly object[]): JsonFault | null {
  switch (typeof value) {
    case 'bigint':
      return { path, what: 'a BigInt' }
    case 'number':
      return Number.isFinite(value) ? null : { path, what: String(value) }
    case 'object':
      return value === null ? null : findInObject(value, path, ancestors)
    case 'string':
    case 'boolean':
    case 'undefined':
    case 'function':
    case 'symbol':
      return null
  }
}

function findInObject(value: object, path: string, ancestors: readonly object[]): JsonFault | null {
  const what = unfit(value)
  if (what !== null) return { path, what }
  if (hasToJson(value)) return null
  if (ancestors.includes(value)) return { path, what: 'a reference to what it is in' }
  const inside = [...ancestors, value]
  if (Array.isArray(value)) {
    for (const [index, entry] of value.entries()) {
      const fault = find(entry, `${path}[${index}]`, inside)
      if (fault) return fault
    }
    return null
  }
  for (const [key, entry] of Object.entries(value)) {
    const fault = find(entry, `${path}${step(key)}`, inside)
    if (fault) return fault
  }
  return null
}

/** What the object is, where JSON would change it. */
function unfit(value: object): string | null {
  // First: Node's `Buffer` has a `toJSON` that makes something else of it.
  if (ArrayBuffer.isView(value)) return `a ${value.constructor.name}`
  if (hasToJson(value)) return null
  return lossy.get(value instanceof Error ? '[object Error]' : Object.prototype.toString.call(value)) ?? null
}

function hasToJson(value: object): boolean {
  return 'toJSON' in value && typeof value.toJSON === 'function'
}

function step(key: string): string {
  return /^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`
}
