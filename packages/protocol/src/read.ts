import { channelNameProblem, utf8Length } from '@herenow/adapter'
import { limits } from './limits.ts'
import { Malformed } from './problem.ts'

/** A JSON object whose fields have not been looked at. */
export type Fields = Readonly<Record<string, unknown>>

/** Reads one value or throws `Malformed`, naming the field. What may be missing reads `undefined` as `undefined`. */
export type Read<T> = (value: unknown, field: string) => T

/** How to read an object's fields. */
type Spec = Readonly<Record<string, Read<unknown>>>

/** `unknown` is never optional here: it can hold `undefined` without saying so. */
type OptionalKeys<S extends Spec> = {
  [K in keyof S]: unknown extends ReturnType<S[K]> ? never : undefined extends ReturnType<S[K]> ? K : never
}[keyof S]

/** What a spec reads: fields that may be missing are optional. */
export type Shape<S extends Spec> = {
  readonly [K in Exclude<keyof S, OptionalKeys<S>>]: ReturnType<S[K]>
} & { readonly [K in OptionalKeys<S>]?: Exclude<ReturnType<S[K]>, undefined> }

/** Whether a text has at most so many UTF-8 bytes. Most are so short that their characters alone decide. */
export function fitsBytes(value: string, bytes: number): boolean {
  return value.length * 3 <= bytes || (value.length <= bytes && utf8Length(value) <= bytes)
}

function must(holds: boolean, field: string, be: string): asserts holds {
  if (!holds) throw new Malformed(`${field} must be ${be}`)
}

export function record(value: unknown, name: string): Fields {
  must(typeof value === 'object' && value !== null && !Array.isArray(value), name, 'an object')
  return value as Fields
}

/** Own fields only: `__proto__` and `constructor` are data. */
export function field(fields: Fields, name: string): unknown {
  return Object.hasOwn(fields, name) ? fields[name] : undefined
}

/** An object with these fields; others are left out. */
export function object<S extends Spec>(spec: S): Read<Shape<S>> {
  return (value, name) => {
    const fields = record(value, name)
    const shape: Record<string, unknown> = {}
    for (const key in spec) {
      const read = spec[key]?.(field(fields, key), key)
      if (read !== undefined) shape[key] = read
    }
    return shape as Shape<S>
  }
}

/** May be missing. */
export function maybe<T>(read: Read<T>): Read<T | undefined> {
  return (value, name) => (value === undefined ? undefined : read(value, name))
}

/** `true`, or missing; `false` counts as missing. */
export function maybeTrue(value: unknown, name: string): true | undefined {
  return value === undefined || !flag(value, name) ? undefined : true
}

/** A non-empty string of at most so many UTF-8 bytes. */
export function text(bytes: number): Read<string> {
  return (value, name) => {
    const fits = typeof value === 'string' && value !== '' && fitsBytes(value, bytes)
    must(fits, name, `a string of 1 to ${bytes} bytes`)
    return value
  }
}

/** Any string, also an empty one. */
export function freeText(value: unknown, name: string): string {
  must(typeof value === 'string', name, 'a string')
  return value
}

export function flag(value: unknown, name: string): boolean {
  must(typeof value === 'boolean', name, 'true or false')
  return value
}

/** A whole number from `least` on. */
export function whole(least: number): Read<number> {
  return (value, name) => {
    must(isCount(value) && value >= least, name, `a whole number, at least ${least}`)
    return value
  }
}

export const count: Read<number> = whole(0)

/** Whether it is a whole number, at least 0. */
export function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0
}

/** Milliseconds since 1970, or a duration. */
export function finite(value: unknown, name: string): number {
  must(Number.isFinite(value) && (value as number) >= 0, name, 'a number, at least 0')
  return value as number
}

export function channelName(value: unknown, name: string): string {
  const problem = channelNameProblem(value)
  if (problem !== null)
    throw new Malformed(`${name} is ${problem === 'reserved' ? 'a reserved' : 'not a'} channel name`)
  return value as string
}

/** Without `most`: as many as the frame carried. */
export function list<T>(read: Read<T>, most: number = Infinity): Read<readonly T[]> {
  return (value, name) => {
    must(Array.isArray(value) && value.length <= most, name, `a list of at most ${most}`)
    return value.map((entry) => read(entry, name))
  }
}

export function oneOf<const T extends string>(...values: readonly T[]): Read<T> {
  return (value, name) => {
    must((values as readonly unknown[]).includes(value), name, `one of ${values.join(', ')}`)
    return value as T
  }
}

/** Any JSON, `null` too, but not nothing. */
export function anything(value: unknown, name: string): unknown {
  must(value !== undefined, name, 'there')
  return value
}

/** The same, not nested deeper than receivers can be expected to bear. */
export function json(value: unknown, name: string): unknown {
  must(!deeperThan(anything(value, name), limits.depth), name, `nested at most ${limits.depth} levels deep`)
  return value
}

function deeperThan(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false
  if (levels === 0) return true
  for (const key in value) {
    if (deeperThan((value as Fields)[key], levels - 1)) return true
  }
  return false
}

/** A small object of a user's own, bounded by its JSON. */
export function jsonRecord(bytes: number): Read<Fields> {
  return (value, name) => {
    const fields = record(json(value, name), name)
    must(fitsBytes(JSON.stringify(fields), bytes), name, `at most ${bytes} bytes`)
    return fields
  }
}
