import type { Client } from '@herenow/react'
import { createClient, RealtimeError } from '@herenow/react'
import type { Api } from '@herenow/server/api'
import { ApiError, createApi } from '@herenow/server/api'
import { websocket } from '@herenow/websocket'
import type { Place } from '../env/place.ts'

/** What a key opens. */
export interface Access {
  readonly place: Place
  readonly api: Api
  /** What the key allows here. */
  readonly rights: ReadonlySet<string>
  /** The client that listens to channels; `null`: the key doesn't allow it. */
  readonly client: Client | null
}

/** By this the server knows what the page asks, and keeps it to reading where it says so. */
const mark = { 'X-Herenow-Inspector': '1' }
/** Messages of a channel that are kept. */
const keepMessages = 200

/** Tries a key. `name` makes up the client id of the page. Rejects with an `ApiError`. */
export async function openAccess(key: string, place: Place, name: string): Promise<Access> {
  const api = createApi({ url: place.httpUrl, key, headers: mark })
  const rights: ReadonlySet<string> = new Set(await api.rights())
  return { place, api, rights, client: rights.has('observe') ? await observe(api, place, name) : null }
}

async function observe(api: Api, place: Place, name: string): Promise<Client> {
  const { clientId, token } = await api.observe(name)
  const adapter = websocket(`${place.socketUrl}?name=inspector`)
  if (token === undefined) return createClient({ adapter, clientId, keepMessages })
  return createClient({ adapter, clientId, keepMessages, token: () => freshToken(api, name) })
}

async function freshToken(api: Api, name: string): Promise<string> {
  const { token } = await api.observe(name)
  if (token !== undefined) return token
  throw new Error('The server wants no token any more.')
}

/** What to tell somebody whose key, or whose request, was refused. */
export function reasonOf(error: unknown): string {
  if (isLockedOut(error)) return "The server doesn't know this key."
  if (isAway(error)) return "The server doesn't answer."
  if (!(error instanceof ApiError) && !RealtimeError.isInstance(error)) return String(error)
  return `${error.message} ${error.hint}`.trim()
}

/** Whether no answer came at all: the server is away, or the network is. */
export function isAway(error: unknown): boolean {
  return error instanceof ApiError && (error.code === 'connection_failed' || error.code === 'timeout')
}

/** Whether the key is of no use any more, for example because the server was started again with another one. */
export function isLockedOut(error: unknown): boolean {
  return error instanceof ApiError && error.code === 'unauthorized'
}
