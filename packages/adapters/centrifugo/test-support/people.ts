import type { Adapter, AdapterContext, AdapterSession, UserInfo } from '@herenow/adapter'
import type { EventRecorder } from '@herenow/testing'
import { createEventRecorder, createRealEnv, silentLogger } from '@herenow/testing'
import { Centrifuge } from 'centrifuge'
import { onTestFinished } from 'vitest'
import { adapterFor, tokenFor } from './real-centrifugo.ts'

/** A session of the adapter, and what it has told. */
export interface Person {
  readonly session: AdapterSession
  readonly recorder: EventRecorder
}

export interface PersonOptions {
  readonly adapter?: Adapter
  readonly clientId?: string | null
  readonly token?: AdapterContext['token']
  readonly failFast?: boolean
}

/** Opens a session that ends with the test. It is not connected yet. */
export function open(url: string, options: PersonOptions = {}): Person {
  const { adapter = adapterFor(url), clientId = null, token = () => Promise.resolve(null), failFast = false } = options
  const recorder = createEventRecorder()
  const session = adapter.open({
    clientId,
    info: null,
    failFast,
    token,
    env: createRealEnv(),
    log: silentLogger,
    emit: recorder.emit,
  })
  onTestFinished(() => session.close())
  return { session, recorder }
}

/** Opens a session for a user and waits until it is connected. */
export async function join(url: string, clientId: string, info: UserInfo | null = null): Promise<Person> {
  const person = open(url, { clientId, token: () => Promise.resolve(tokenFor(clientId, info)) })
  person.session.connect()
  await reaches(person, 'connected')
  return person
}

export function reaches({ recorder }: Person, status: 'connected' | 'disconnected' | 'failed'): Promise<unknown> {
  return recorder.until(status, () => {
    const state = recorder.of('connection').at(-1)?.state
    return state?.status === status ? state : undefined
  })
}

/** A client of Centrifugo that knows nothing of the kit. It ends with the test. */
export async function native(url: string, user: string, info: UserInfo | null = null): Promise<Centrifuge> {
  const client = new Centrifuge(url, { token: tokenFor(user, info) })
  onTestFinished(() => client.disconnect())
  client.connect()
  await client.ready()
  return client
}

export const plain = { since: null, rewind: null, presence: false } as const
export const watching = { ...plain, presence: true } as const
