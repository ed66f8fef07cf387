import type { MessageMeta } from '@herenow/adapter'
import { isMessageId, maxMessageIdBytes, utf8Length } from '@herenow/adapter'
import { failure, invalid } from '../client/errors.ts'
import { jsonCopy } from '../json/json-copy.ts'

// What every service of ours refuses. Checked before anything is queued: a refused item must not take others with it.

const nameBytes = 100
const metaBytes = 2_048
const infoBytes = 2_048
/** Nesting of objects and arrays in anything that is sent. */
const mostLevels = 32

/** Throws `invalid_argument` unless it is a message's or signal's name. */
export function checkEventName(name: unknown): asserts name is string {
  if (typeof name === 'string' && name !== '' && utf8Length(name) <= nameBytes) return
  throw invalid(`The name must be a string of 1 to ${nameBytes} bytes.`)
}

/** Throws `invalid_argument` unless it is a message's id. */
export function checkMessageId(id: unknown): asserts id is string {
  if (isMessageId(id)) return
  throw invalid(`The message id must be a string of 1 to ${maxMessageIdBytes} bytes without control characters.`)
}

/** Throws `invalid_argument` unless it is a number of seconds that a message may be kept. `null`: as the rules say. */
export function checkTtl(ttl: unknown): asserts ttl is number | null {
  if (ttl === null || (Number.isSafeInteger(ttl) && Number(ttl) >= 1)) return
  throw invalid('The ttl must be a whole number of seconds, at least 1.')
}

/** Throws `invalid_argument` for JSON that is nested deeper than services take. */
export function checkDepth(value: unknown, what: string): void {
  if (isDeeper(value, mostLevels)) throw invalid(`${what} is nested more than ${mostLevels} levels deep.`)
}

function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false
  return levels === 0 || Object.values(value).some((inner) => isDeeper(inner, levels - 1))
}

/** A copy of a message's `meta`. Throws `invalid_argument` for what is no small object. */
export function copyMeta(meta: unknown): MessageMeta {
  return copyRecord(meta, 'meta', metaBytes)
}

/** A copy of a user's `info`. Throws `invalid_argument` for what is no small object. */
export function copyInfo(info: unknown): Readonly<Record<string, unknown>> {
  return copyRecord(info, 'info', infoBytes)
}

function copyRecord(given: unknown, what: string, mostBytes: number): Readonly<Record<string, unknown>> {
  const { value, bytes } = jsonCopy(given, what)
  if (!isRecord(value)) throw invalid(`${what} must be an object.`)
  if (bytes > mostBytes) throw invalid(`${what} has ${bytes} bytes; the limit is ${mostBytes}.`)
  checkDepth(value, what)
  return value
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A copy of a presence state. Throws `invalid_argument` for what isn't JSON, or larger than the service takes. */
export function copyState(state: unknown, mostBytes: number): unknown {
  const what = 'The presence state'
  const { value, bytes } = jsonCopy(state, what)
  if (bytes > mostBytes) {
    throw failure('invalid_argument', `${what} has ${bytes} bytes; the limit is ${mostBytes}.`, {
      hint: 'Put large data in a message, and its id in the state. The limit is `client.capabilities.maxStateBytes`.',
    })
  }
  checkDepth(value, what)
  return value
}
