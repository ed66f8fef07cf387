import type { Adapter, AdapterContext, AdapterSession, UserInfo } from '@herenow/adapter'
import type { EventRecorder } from '@herenow/testing'
import { createEventRecorder, createRealEnv, silentLogger } from '@herenow/testing'
import { onTestFinished } from 'vitest'
import { adapterFor } from './stand-in-service.ts'
import { tokenFor } from './tokens.ts'

/** A session of the adapter, and what it has told. */
export interface Person {
  readonly session: AdapterSession
  readonly recorder: EventRecorder
}

export interface PersonOptions {
  readonly info?: UserInfo | null
  readonly adapter?: Adapter
  readonly clientId?: string | null
  readonly token?: AdapterContext['token']
  readonly failFast?: boolean
}

/** Opens a session that ends with the test. It is not connected yet. */
export function open(port: number, options: PersonOptions = {}): Person {
  const { adapter = adapterFor(port), clientId = null, info = null, failFast = false } = options
  const { token = () => Promise.resolve(clientId === null ? null : tokenFor(clientId)) } = options
  const recorder = createEventRecorder()
  const session = adapter.open({
    clientId,
    info,
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
export async function join(port: number, clientId: string, info: UserInfo | null = null): Promise<Person> {
  const person = open(port, { clientId, info })
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

export const plain = { since: null, rewind: null, presence: false } as const
export const watching = { ...plain, presence: true } as const
