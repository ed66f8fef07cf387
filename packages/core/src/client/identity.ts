import type { Env } from '@herenow/adapter'
import { RealtimeError } from '@herenow/adapter'
import { randomId } from '../message/message-id.ts'

const key = 'herenow:clientId'
const mostBytes = 128

/** An anonymous id that survives reloads, and is the same in every tab of a browser. */
export function anonymousId(env: Env): string {
  const known = env.storage.get(key)
  if (known !== null && isClientId(known)) return known
  const id = `anon-${randomId(env.random)}`
  env.storage.set(key, id)
  return id
}

/** Throws `invalid_argument` for an id that no service would take. */
export function checkClientId(clientId: string | undefined): string | null {
  if (clientId === undefined) return null
  if (isClientId(clientId)) return clientId
  const message = `createClient: clientId must be a string of 1 to ${mostBytes} bytes.`
  throw new RealtimeError({ code: 'invalid_argument', message })
}

function isClientId(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && new TextEncoder().encode(value).length <= mostBytes
}
