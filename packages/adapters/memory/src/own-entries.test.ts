import type { AdapterEvent, RealtimeError } from '@herenow/adapter'
import { createTestClock, createTestEnv, silentLogger } from '@herenow/testing'
import { expect, it } from 'vitest'
import type { ClientConnection } from './client-connection.ts'
import { createHub } from './index.ts'
import { connectionError, serviceError } from './memory-error.ts'
import { createOwnEntries } from './own-entries.ts'
import type { ServiceConnection } from './service-connection.ts'

const lost = connectionError('connection_closed', 'Interrupted.')
const denied = serviceError('forbidden', 'No.', 'room')

/** A connection on which the test says what came of each request. */
function setup() {
  const clock = createTestClock()
  const done: string[] = []
  const client: ServiceConnection = {
    connectionId: 'c1',
    clientId: 'ana',
    info: null,
    tell: () => {},
    watch: { channels: [], all: false },
  }
  let pending: ((error: RealtimeError | null) => readonly AdapterEvent[])[] = []
  const connection: Pick<ClientConnection, 'isConnected' | 'send'> = {
    isConnected: true,
    send(work, settle) {
      pending.push((error) => {
        const events: AdapterEvent[] = []
        settle(error ? { error } : { value: work(client, clock.now()) }, events)
        return events
      })
    },
  }
  const service = {
    enter: (_client: unknown, channel: string, state: unknown) => void done.push(`enter ${channel} ${String(state)}`),
    leave: (_client: unknown, channel: string) => void done.push(`leave ${channel}`),
  }
  return {
    own: createOwnEntries({ service, connection }),
    done,
    answer: (error: RealtimeError | null): readonly AdapterEvent[] => {
      const answered = pending
      pending = []
      return answered.flatMap((settle) => settle(error))
    },
  }
}

it('enters and leaves at the hub, and sends an update as an enter', async () => {
  const { own, done, answer } = setup()
  const made = [own.set('room', 'update', 1), own.set('room', 'leave', null)]
  answer(null)
  await Promise.all(made)
  expect(done).toEqual(['enter room 1', 'leave room'])
})

it('emits a refusal as an event only if no call waits for it', async () => {
  const { own, answer } = setup()
  const entered = own.set('room', 'enter', 1)
  expect(answer(denied)).toEqual([])
  await expect(entered).rejects.toBe(denied)
  void own.set('room', 'enter', 1)
  answer(null)
  own.connected(() => false)
  expect(answer(denied)).toEqual([{ type: 'presence-refused', channel: 'room', error: denied }])
})

it('waits for the next connection when an answer is lost', async () => {
  const { own, done, answer } = setup()
  const entered = own.set('room', 'enter', 1)
  answer(lost)
  own.connected(() => false)
  answer(null)
  await entered
  expect(done).toEqual(['enter room 1'])
})

it('rejects a call for a presence that the hub has ended when the connection breaks before the answer', async () => {
  const { env, clock } = createTestEnv()
  const hub = createHub()
  const session = hub.adapter().open({
    clientId: 'ana',
    info: null,
    failFast: false,
    token: () => Promise.resolve(null),
    env,
    log: silentLogger,
    emit: () => {},
  })
  session.connect()
  void session.attach('room', { since: null, rewind: null, presence: false })
  await clock.advance(0)
  hub.latency(100)
  hub.deny('room')
  await clock.advance(50)
  const entered = session.presence.enter('room', 1)
  const rejected = expect(entered).rejects.toMatchObject({ code: 'connection_closed' })
  await clock.advance(60)
  hub.disconnect('ana')
  await rejected
  await session.close()
})
