import type { Env } from '@herenow/adapter'
import { utf8Length } from '@herenow/adapter'
import { randomId } from '../message/message-id.ts'
import { invalid } from './errors.ts'

const key = 'herenow:clientId'
const mostBytes = 128

/** An anonymous id that survives reloads, and is the same in every tab of a browser. */
export function anonymousId({ storage, random }: Env): string {
  const known = storage.get(key)
  if (isClientId(known)) return known
  const id = `anon-${randomId(random)}`
  storage.set(key, id)
  return id
}

/** Throws `invalid_argument` for an id that no service would take. */
export function checkClientId(clientId: string | undefined): string | null {
  if (clientId === undefined) return null
  if (isClientId(clientId)) return clientId
  throw invalid(`createClient: clientId must be a string of 1 to ${mostBytes} bytes.`)
}

function isClientId(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && utf8Length(value) <= mostBytes
}
