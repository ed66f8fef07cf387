import type { Adapter, AdapterContext, AdapterSession, Env, OutgoingMessage, UserInfo } from '@herenow/adapter'
import type { EventRecorder } from '@herenow/testing'
import { createEventRecorder, createRealEnv, silentLogger } from '@herenow/testing'
import { onTestFinished } from 'vitest'
import { adapterFor } from './stand-in-service.ts'

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
  readonly env?: Env
}

/** Opens a session that ends with the test. It is not connected yet. */
export function open(port: number, options: PersonOptions = {}): Person {
  const { adapter = adapterFor(port), clientId = 'ana', info = null, failFast = false, env = createRealEnv() } = options
  const { token = () => Promise.resolve(null) } = options
  const recorder = createEventRecorder()
  const session = adapter.open({
    clientId,
    info,
    failFast,
    token,
    env,
    log: silentLogger,
    emit: recorder.emit,
  })
  onTestFinished(() => session.close())
  return { session, recorder }
}

/** Opens a session for a user and waits until it is connected. */
export async function join(port: number, clientId: string, options: PersonOptions = {}): Promise<Person> {
  const person = open(port, { ...options, clientId })
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

/** Waits for so many messages in all. */
export async function heard({ recorder }: Person, count: number): Promise<readonly unknown[]> {
  const events = await recorder.until(`${count} messages`, () => {
    const messages = recorder.of('message')
    return messages.length >= count ? messages : undefined
  })
  return events.map(({ message }) => message.data)
}

export function outgoing(id: string, data: unknown, more: Partial<OutgoingMessage> = {}): OutgoingMessage {
  return { id, name: 'said', data, meta: null, store: true, ttl: null, ...more }
}

export const plain = { since: null, rewind: null, presence: false } as const
export const watching = { ...plain, presence: true } as const
