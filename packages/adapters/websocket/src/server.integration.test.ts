import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { AdapterSession, PublishOutcome } from '@herenow/adapter'
import { createServer, memory, sqlite } from '@herenow/server'
import type { EventRecorder, TestClient } from '@herenow/testing'
import { createEventRecorder, createRealEnv, silentLogger } from '@herenow/testing'
import { expect, it, onTestFinished } from 'vitest'
import { outgoing, plain, withPresence } from '../test-support/world.ts'
import { startRealService } from '../test-support/real-service.ts'
import { websocket } from './index.ts'

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'herenow-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

interface Client {
  readonly session: AdapterSession
  readonly recorder: EventRecorder
  reaches(status: string): Promise<unknown>
}

function open(
  adapter: ReturnType<typeof websocket>,
  clientId: string,
  failFast = false,
  token: string | null = null,
): Client {
  const recorder = createEventRecorder()
  const session = adapter.open({
    clientId,
    info: null,
    failFast,
    token: () => Promise.resolve(token),
    env: createRealEnv(),
    log: silentLogger,
    emit: recorder.emit,
  })
  onTestFinished(() => session.close())
  session.connect()
  return {
    session,
    recorder,
    reaches: (status) =>
      recorder.until(`${clientId} to be ${status}`, () => {
        const state = recorder.of('connection').at(-1)?.state
        return state?.status === status ? state : undefined
      }),
  }
}

it('comes back within the grace without anybody noticing', async () => {
  const service = await startRealService()
  onTestFinished(() => service.stop())
  const join = (client: TestClient): Client =>
    open(service.adapter(client), client.clientId, false, service.token?.(client))
  const away = { name: 'bob', clientId: 'bob', info: null }
  const ana = join({ name: 'ana', clientId: 'ana', info: null })
  const bob = join(away)
  await Promise.all([ana.session.attach('room', withPresence), bob.session.attach('room', plain)])
  await bob.session.presence.enter('room', 'here')
  await service.cut(away)
  await bob.reaches('disconnected')
  await service.restore(away)
  await bob.reaches('connected')
  await bob.session.presence.update('room', 'back')
  await ana.recorder.until('the update', () => ana.recorder.of('presence').find(({ action }) => action === 'update'))
  expect(ana.recorder.of('presence').map(({ action }) => action)).toEqual(['enter', 'update'])
})

it('goes on with a server that was restarted, and says what is lost', async () => {
  const first = createServer({ port: 0, log: silentLogger })
  const { port } = await first.listen()
  const ana = open(websocket(`ws://127.0.0.1:${port}?reconnect_interval=0.05`), 'ana')
  await ana.session.attach('room', plain)
  await ana.session.publish('room', [outgoing('before')])
  await first.close()
  await ana.reaches('disconnected')
  const second = createServer({ port, log: silentLogger })
  onTestFinished(() => second.close())
  await second.listen()
  ana.session.connect()
  const again = await ana.recorder.until('another attach', () => ana.recorder.of('attached')[1])
  expect(again.recovered).toBe(false)
  await ana.session.publish('room', [outgoing('after')])
  await ana.recorder.until('the message', () =>
    ana.recorder.of('message').find(({ message }) => message.id === 'after'),
  )
})

it('says at once that nothing listens, where it has to fail fast', async () => {
  const server = createServer({ port: 0, log: silentLogger })
  const { port } = await server.listen()
  await server.close()
  const ana = open(websocket(`ws://127.0.0.1:${port}`), 'ana', true)
  expect(await ana.reaches('failed')).toMatchObject({
    reason: { code: 'connection_failed', hint: expect.stringContaining('npx @herenow/server') },
  })
})

it('recovers a client that may subscribe but not read history, over cuts, detaches and a new session', async () => {
  const capabilities = { room: ['subscribe'] } as const
  const server = createServer({
    port: 0,
    log: silentLogger,
    auth: { verify: () => ({ clientId: 'ana', capabilities }) },
  })
  onTestFinished(() => server.close())
  const { port } = await server.listen()
  const adapter = websocket(`ws://127.0.0.1:${port}`)
  const first = open(adapter, 'ana', false, 'token')
  await first.session.attach('room', plain)
  const { position: since } = first.recorder.of('attached')[0] ?? {}
  if (!since) throw new Error('No position was told')
  await first.session.detach('room')
  await server.publish('room', 'said', 'missed while detached')
  await first.session.attach('room', { ...plain, since })
  await first.recorder.until('the message', () => first.recorder.of('message')[0])
  await first.session.close()
  await server.publish('room', 'said', 'missed while closed')
  const second = open(adapter, 'ana', false, 'token')
  const last = first.recorder.of('message')[0]?.message.position ?? since
  await second.session.attach('room', { ...plain, since: last })
  await second.recorder.until('the message', () => second.recorder.of('message')[0])
  expect(second.recorder.of('attached')[0]).toMatchObject({ recovered: true })
  const stranger = open(websocket(`ws://127.0.0.1:${port}`), 'ana', false, 'token')
  await stranger.session.attach('room', { ...plain, since })
  expect(stranger.recorder.of('attached')[0]).toMatchObject({ recovered: false })
})

it.each([
  ['memory', memory],
  ['sqlite', () => sqlite(join(temporaryFolder(), 'ids.db'))],
])('takes message ids of any characters, once each (%s)', async (_, engine) => {
  const server = createServer({ port: 0, log: silentLogger, engine: engine() })
  onTestFinished(() => server.close())
  const { port } = await server.listen()
  const ana = open(websocket(`ws://127.0.0.1:${port}`), 'ana')
  await ana.session.attach('room', plain)
  const ids = ['order/17#3 "quoted" \\', '日本語 👋', '","data":"forged', 'x'.repeat(128)]
  const publish = (): Promise<readonly PublishOutcome[]> =>
    ana.session.publish(
      'room',
      ids.map((id) => outgoing(id)),
    )
  expect((await publish()).map((it) => it.error ?? it.duplicate)).toEqual(ids.map(() => false))
  expect((await publish()).map((it) => it.error ?? it.duplicate)).toEqual(ids.map(() => true))
  const page = await ana.session.history('room', { limit: 10, direction: 'forwards' })
  expect(page.items.map(({ id, data }) => [id, data])).toEqual(ids.map((id) => [id, id]))
  expect(ana.recorder.of('message').map(({ message }) => message.id)).toEqual(ids)
})
