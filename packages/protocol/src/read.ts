import { channelNameProblem } from '@herenow/adapter'
import { limits } from './limits.ts'
import { Malformed } from './problem.ts'

/** A JSON object whose fields have not been looked at. */
export type Fields = Readonly<Record<string, unknown>>

/** Reads one value or throws `Malformed`, naming the field. */
export type Read<T> = (value: unknown, field: string) => T

const encoder = new TextEncoder()

/** Length in UTF-8 bytes, without encoding when the characters alone decide. */
export function utf8Length(value: string): number {
  return encoder.encode(value).length
}

function fitsBytes(value: string, bytes: number): boolean {
  return value.length * 3 <= bytes || (value.length <= bytes && utf8Length(value) <= bytes)
}

export function record(value: unknown, field: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Malformed(`${field} must be an object`)
  return value as Fields
}

/** Own fields only: `__proto__` and `constructor` are data. */
export function field(fields: Fields, name: string): unknown {
  return Object.hasOwn(fields, name) ? fields[name] : undefined
}

/** A non-empty string of at most so many UTF-8 bytes. */
export function text(bytes: number): Read<string> {
  return (value, name) => {
    if (typeof value !== 'string' || value === '' || !fitsBytes(value, bytes)) {
      throw new Malformed(`${name} must be a string of 1 to ${bytes} bytes`)
    }
    return value
  }
}

/** Any string, also an empty one. */
export function freeText(value: unknown, name: string): string {
  if (typeof value !== 'string') throw new Malformed(`${name} must be a string`)
  return value
}

export function flag(value: unknown, name: string): boolean {
  if (typeof value !== 'boolean') throw new Malformed(`${name} must be true or false`)
  return value
}

/** A whole number from `least` on. */
export function whole(least: number): Read<number> {
  return (value, name) => {
    if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < least) {
      throw new Malformed(`${name} must be a whole number from ${least} on`)
    }
    return value
  }
}

export const count: Read<number> = whole(0)

/** Milliseconds since 1970, or a duration. */
export function finite(value: unknown, name: string): number {
  if (typeof value !== 'number' || !Number.isFinite(value) || value < 0)
    throw new Malformed(`${name} must be a number from 0 on`)
  return value
}

export function channelName(value: unknown, name: string): string {
  const problem = channelNameProblem(value)
  if (problem !== null)
    throw new Malformed(`${name} is ${problem === 'reserved' ? 'a reserved' : 'not a'} channel name`)
  return value as string
}

/** Present or not. */
export function optional<T>(fields: Fields, name: string, read: Read<T>): T | undefined {
  const value = field(fields, name)
  return value === undefined ? undefined : read(value, name)
}

export function required<T>(fields: Fields, name: string, read: Read<T>): T {
  return read(field(fields, name), name)
}

export function list<T>(read: Read<T>, most: number): Read<readonly T[]> {
  return (value, name) => {
    if (!Array.isArray(value) || value.length > most) throw new Malformed(`${name} must be a list of at most ${most}`)
    return value.map((entry) => read(entry, name))
  }
}

export function oneOf<const T extends string>(...values: readonly T[]): Read<T> {
  return (value, name) => {
    const found = values.find((known) => known === value)
    if (found === undefined) throw new Malformed(`${name} must be one of ${values.join(', ')}`)
    return found
  }
}

/** Present (`null` too), and not nested deeper than receivers can be expected to bear. */
export function json(value: unknown, name: string): unknown {
  if (value === undefined) throw new Malformed(`${name} is missing`)
  if (deeperThan(value, limits.depth)) throw new Malformed(`${name} is nested deeper than ${limits.depth} levels`)
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
    if (!fitsBytes(JSON.stringify(fields), bytes)) throw new Malformed(`${name} is larger than ${bytes} bytes`)
    return fields
  }
}

/** The given entries without those that are `undefined`. */
export function present<T extends object>(fields: { readonly [K in keyof T]: T[K] | undefined }): T {
  const result: Partial<T> = {}
  for (const key in fields) {
    if (fields[key] !== undefined) result[key] = fields[key]
  }
  return result as T
}
