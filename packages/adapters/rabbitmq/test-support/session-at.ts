import type { Adapter, AdapterSession, SessionState } from '@herenow/adapter'
import type { EventRecorder } from '@herenow/testing'
import { createEventRecorder, createRealEnv, silentLogger } from '@herenow/testing'

/** A session of one test, and what it has told. */
export interface TestSession {
  readonly session: AdapterSession
  readonly recorder: EventRecorder
  /** Waits for a state of the connection. */
  reaches(status: SessionState['status']): Promise<SessionState>
  attach(channel: string): Promise<void>
}

export interface SessionOptions {
  readonly token?: () => Promise<string | null>
  readonly failFast?: boolean
}

/** Opens a session of an adapter, and connects. */
export function sessionOf(adapter: Adapter, options: SessionOptions = {}): TestSession {
  const { token = () => Promise.resolve(null), failFast = false } = options
  const recorder = createEventRecorder()
  const session = adapter.open({
    clientId: 'ana',
    info: { name: 'Ana' },
    failFast,
    token,
    env: createRealEnv(),
    log: silentLogger,
    emit: recorder.emit,
  })
  session.connect()
  return {
    session,
    recorder,
    reaches: (status) =>
      recorder.until(status, () => recorder.of('connection').find(({ state }) => state.status === status)?.state),
    attach: (channel) => session.attach(channel, { since: null, rewind: null, presence: false }),
  }
}

/** A message as the core hands it over. */
export function outgoing(id: string, data: unknown) {
  return { id, name: 'said', data, meta: { lang: 'de' }, store: true, ttl: null }
}
