import { assertChannelName, isMessageId } from '@herenow/adapter'
import { fitsBytes, isWholeText, limits } from '@herenow/protocol'
import type { LimitName } from '../../metrics/limit-names.ts'
import { OverLimit } from '../../metrics/over-limit.ts'
import { refusal } from '../../refusal.ts'

/** A JSON schema, as far as it is used here. */
export type Schema = Readonly<Record<string, unknown>>

/** What a value must be: how it is described, and how it is read. */
interface Kind<T> {
  readonly schema: Schema
  readonly read: (value: unknown, name: string) => T
}

/** A parameter of a method. */
export interface Param<T> extends Kind<T> {
  readonly isRequired: boolean
}

export type Params = Readonly<Record<string, Param<unknown>>>
/** What was read of parameters. */
export type Given<P extends Params> = { readonly [Name in keyof P]: P[Name] extends Param<infer T> ? T : never }

/** Throws `invalid_argument`. */
function wrong(name: string, what: string, limit?: LimitName): never {
  const cause = limit === undefined ? undefined : new OverLimit(limit)
  throw refusal('invalid_argument', `bad request: \`${name}\` must be ${what}.`, { cause })
}

function kind<T>(schema: Schema, read: (value: unknown, name: string) => T): Kind<T> {
  return { schema, read }
}

/** A parameter that must be there. */
export function required<T>({ schema, read }: Kind<T>, description: string): Param<T> {
  return {
    schema: { ...schema, description },
    isRequired: true,
    read: (value, name) => (value === undefined ? wrong(name, 'there') : read(value, name)),
  }
}

/** A parameter that may be missing, `null`, or an empty string. */
export function optional<T>({ schema, read }: Kind<T>, description: string): Param<T | undefined> {
  const isMissing = (value: unknown): boolean => value === undefined || value === null || value === ''
  return {
    schema: { ...schema, description },
    isRequired: false,
    read: (value, name) => (isMissing(value) ? undefined : read(value, name)),
  }
}

/** A parameter that may be missing, and means something else then: what is empty is a mistake. */
export function narrowing<T>({ schema, read }: Kind<T>, description: string): Param<T | undefined> {
  return {
    schema: { ...schema, description },
    isRequired: false,
    read: (value, name) => (value === undefined ? undefined : read(value, name)),
  }
}

/** A parameter of other servers for what can't be done here: refused with `unsupported` where it asks for something. */
export function unsupported(why: string): Param<undefined> {
  return {
    schema: { description: `Not available here: ${why}`, deprecated: true },
    isRequired: false,
    read(value, name) {
      if (value === undefined || value === null || value === '' || value === 0 || value === false) return undefined
      throw refusal('unsupported', `not available: \`${name}\`. ${why}`)
    },
  }
}

export const string: Kind<string> = kind({ type: 'string' }, (value, name) =>
  typeof value === 'string' ? value : wrong(name, 'a string'),
)

/** One of a few words. */
export function word<Word extends string>(words: readonly Word[]): Kind<Word> {
  return kind({ type: 'string', enum: words }, (value, name) => {
    const known = words.find((each) => each === value)
    return known ?? wrong(name, `one of: ${words.join(', ')}`)
  })
}

/** A string of at most so many bytes, not empty. */
export function text(bytes: number): Kind<string> {
  return kind({ type: 'string', minLength: 1, maxLength: bytes }, (value, name) => {
    const read = string.read(value, name)
    return read !== '' && fitsBytes(read, bytes) ? read : wrong(name, `a string of 1 to ${bytes} bytes`)
  })
}

export const channelName: Kind<string> = kind({ type: 'string' }, (value, name) => {
  const channel = string.read(value, name)
  assertChannelName(channel)
  return channel
})

export const clientId: Kind<string> = kind(text(limits.clientIdBytes).schema, (value, name) => {
  const id = text(limits.clientIdBytes).read(value, name)
  return isWholeText(id) ? id : wrong(name, 'a string without half a surrogate pair')
})

export const messageId: Kind<string> = kind({ type: 'string' }, (value, name) =>
  isMessageId(value) ? value : wrong(name, 'a string without control characters that is short enough for an id'),
)

export const boolean: Kind<boolean> = kind({ type: 'boolean' }, (value, name) =>
  typeof value === 'boolean' ? value : wrong(name, 'true or false'),
)

/** A whole number from `least` on. Text of digits counts, for URLs. */
export function integer(least: number): Kind<number> {
  return kind({ type: 'integer', minimum: least }, (value, name) => {
    const number = typeof value === 'string' && /^-?\d{1,16}$/.test(value) ? Number(value) : value
    const fits = typeof number === 'number' && Number.isSafeInteger(number) && number >= least
    return fits ? number : wrong(name, `a whole number, at least ${least}`)
  })
}

export const seconds: Kind<number> = kind({ type: 'number', minimum: 0 }, (value, name) =>
  typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : wrong(name, 'a number of seconds'),
)

/** Any JSON, nested no deeper than clients bear. */
export const json: Kind<unknown> = kind({}, (value, name) =>
  deeperThan(value, limits.depth) ? wrong(name, `nested at most ${limits.depth} levels deep`) : value,
)

/** A JSON object of at most so many bytes. */
export function record(bytes: number): Kind<Readonly<Record<string, unknown>>> {
  return kind({ type: 'object', additionalProperties: true }, (value, name) => {
    json.read(value, name)
    const fits = isRecord(value) && fitsBytes(JSON.stringify(value), bytes)
    return fits ? value : wrong(name, `an object of at most ${bytes} bytes`)
  })
}

/** A list of at most so many; `limit` names what is reached beyond it. */
export function list<T>(of: Kind<T>, most: number, limit?: LimitName): Kind<readonly T[]> {
  return kind({ type: 'array', items: of.schema, maxItems: most }, (value, name) => {
    if (!Array.isArray(value)) return wrong(name, `a list of at most ${most}`)
    if (value.length > most) return wrong(name, `a list of at most ${most}`, limit)
    return value.map((entry: unknown, index) => of.read(entry, `${name}[${index}]`))
  })
}

/** Names between commas, for URLs. Nothing is none of them. */
export function commas<T>(of: Kind<T>, most: number): Kind<readonly T[]> {
  const items = list(of, most)
  return kind({ type: 'string' }, (value, name) =>
    items.read(value === '' ? [] : string.read(value, name).split(','), name),
  )
}

/** A word that counts as yes, for URLs. */
export const yes: Kind<boolean> = kind({ type: 'boolean' }, (value) => value === 'true' || value === '1')

/** An object of its own. */
export function object<P extends Params>(params: P): Kind<Given<P>> {
  return kind(schemaOf(params), (value, name) =>
    isRecord(value) ? readParams(params, value) : wrong(name, 'an object'),
  )
}

/** Reads parameters; others than these are left alone. Throws `invalid_argument` for what is missing or wrong. */
export function readParams<P extends Params>(params: P, given: Readonly<Record<string, unknown>>): Given<P> {
  const entries = Object.entries(params).map(([name, param]) => [name, param.read(given[name], name)] as const)
  // Each name was read by the param of this name; TypeScript loses that on the way through `entries`.
  return Object.fromEntries(entries) as Given<P>
}

/** The schema of an object with these parameters. */
export function schemaOf(params: Params): Schema {
  const names = Object.keys(params)
  const required = names.filter((name) => params[name]?.isRequired === true)
  const properties = Object.fromEntries(names.map((name) => [name, params[name]?.schema ?? {}]))
  return { type: 'object', properties, ...(required.length === 0 ? {} : { required }) }
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function deeperThan(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false
  if (levels === 0) return true
  return Object.values(value).some((inner) => deeperThan(inner, levels - 1))
}
