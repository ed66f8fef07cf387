import type { Logger } from '@herenow/adapter'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Hub } from '../channel/hub.ts'
import { OccupancyWatch } from '../presence/occupancy-watch.ts'
import { PresenceAudience } from '../presence/presence-audience.ts'
import { PresenceService } from '../presence/presence-service.ts'
import { publishOf } from '../testing/support/outgoing-messages.ts'
import { RawClient } from '../testing/support/raw-client.ts'
import type { TestServer } from '../testing/support/test-server.ts'
import { startTestServer } from '../testing/support/test-server.ts'
import { Acceptor } from './acceptor.ts'
import { Connection } from './connection.ts'
import { ConnectionRegistry } from './connection-registry.ts'
import { Intake } from './intake.ts'
import { Outgoing } from './outgoing.ts'
import { PendingSet } from './pending-set.ts'
import { PagedOutput } from './paged-output.ts'
import { Session } from './session.ts'
import { WebSocketWire } from './websocket-wire.ts'

const uncaught: unknown[] = []
const catchIt = (error: unknown): void => void uncaught.push(error)

beforeEach(() => {
  process.on('uncaughtException', catchIt)
  process.on('unhandledRejection', catchIt)
})

afterEach(() => {
  process.off('uncaughtException', catchIt)
  process.off('unhandledRejection', catchIt)
  vi.restoreAllMocks()
  expect(uncaught.splice(0)).toEqual([])
})

/** Makes a method throw the next time that it is called, and work from then on. */
function sabotage<T extends object>(prototype: T, method: keyof T & string): void {
  const works = Object.getOwnPropertyDescriptor(prototype, method)
  if (works === undefined) throw new Error(`There is no ${method}`)
  Object.defineProperty(prototype, method, {
    ...works,
    value() {
      Object.defineProperty(prototype, method, works)
      throw new Error('sabotage')
    },
  })
}

/** Somebody else is served, and the failure was counted and logged. */
async function goesOn({ client, server, complaints }: TestServer): Promise<void> {
  const witness = await client({ clientId: 'witness' })
  await witness.grant(publishOf('b', 'm1'))
  await witness.barrier()
  expect(server.info().failures).toBeGreaterThan(0)
  expect(complaints.length).toBeGreaterThan(0)
}

/** What a client does that makes a callback run: a frame, an answer that is written, an end, a timer. */
type Provoke = (client: RawClient, time: Pick<TestServer, 'clock'>) => void

const ask: Provoke = (client) => client.send({ type: 'ping', id: 1 })
const wave: Provoke = (client) => {
  client.socket.ping()
}
const leave: Provoke = (client) => client.socket.terminate()
const wait =
  (milliseconds: number): Provoke =>
  (client, { clock }) => {
    clock.advance(milliseconds)
    client.send({ type: 'ping', id: 1 })
  }
const history: Provoke = (client) =>
  client.sendText('{"type":"history","id":1,"channel":"a","limit":1,"direction":"backwards"}')
const attach: Provoke = (client) => client.sendText('{"type":"attach","id":1,"channel":"a","presence":true}')
const watch: Provoke = (client) => client.sendText('{"type":"watch","id":1,"channels":["a"]}')

describe('what throws in a callback of one socket closes that socket, and nothing else', () => {
  it.each<[string, () => void, Provoke]>([
    ['a frame that arrives', () => sabotage(Session.prototype, 'receive'), ask],
    ['a frame that is taken', () => sabotage(Intake.prototype, 'push'), ask],
    ['a ping of the protocol', () => sabotage(Session.prototype, 'heard'), wave],
    ['the answer to a ping of the protocol', () => sabotage(WebSocketWire.prototype, 'pong'), wave],
    ['a write at the end of the turn', () => sabotage(Outgoing.prototype, 'flush'), ask],
    ['the making of a frame', () => sabotage(PendingSet.prototype, 'frames'), ask],
    ['the writing of a frame', () => sabotage(WebSocketWire.prototype, 'write'), ask],
    ['what has to be done once a socket has taken bytes', () => sabotage(Outgoing.prototype, 'drained'), ask],
    ['the heartbeat', () => sabotage(Outgoing.prototype, 'share'), wait(25_000)],
  ])('%s', async (_, break_, provoke) => {
    const started = await startTestServer()
    const client = await started.client({ clientId: 'ana' })
    break_()
    provoke(client, started)
    expect((await client.closed).code).toBe(1011)
    await goesOn(started)
    expect(started.server.info().connections).toBe(1)
  })
})

describe('what throws while a request is answered', () => {
  it.each<[string, () => void, Provoke]>([
    ['in its turn', () => sabotage(Hub.prototype, 'attach'), attach],
    ['after it waited', () => sabotage(PresenceService.prototype, 'observe'), attach],
    ['in a queue', () => sabotage(PagedOutput.prototype, 'once'), history],
    ['of who follows counts', () => sabotage(OccupancyWatch.prototype, 'watch'), watch],
  ])('%s is answered with an error', async (_, break_, provoke) => {
    const started = await startTestServer()
    const client = await started.client({ clientId: 'ana' })
    break_()
    provoke(client, started)
    await client.until(() => client.all('error').length > 0)
    expect(client.all('error')).toMatchObject([{ id: 1, error: { code: 'server_error', retryable: true } }])
    await goesOn(started)
  })

  it('and again while the error is told closes the socket', async () => {
    const started = await startTestServer()
    const client = await started.client({ clientId: 'ana' })
    sabotage(Hub.prototype, 'attach')
    sabotage(Connection.prototype, 'error')
    attach(client, started)
    expect((await client.closed).code).toBe(1011)
    await goesOn(started)
  })
})

describe('what throws where no socket is to blame', () => {
  it.each<[string, () => void, Provoke]>([
    ['in the end of a socket', () => sabotage(Session.prototype, 'end'), leave],
    ['in the release of a connection', () => sabotage(OccupancyWatch.prototype, 'unwatch'), leave],
    ['after the end of a socket', () => sabotage(WebSocketWire.prototype, 'closed'), leave],
    ['in the grace of a connection', () => sabotage(ConnectionRegistry.prototype, 'lose'), leave],
    ['when a server has settled', () => sabotage(PresenceAudience.prototype, 'tellNow'), wait(10_000)],
  ])('%s is reported', async (_, break_, provoke) => {
    const started = await startTestServer()
    const client = await started.client({ clientId: 'ana' })
    attach(client, started)
    await client.answer(1)
    break_()
    provoke(client, started)
    const witness = await started.client()
    await witness.untilServer(() => started.server.info().failures > 0)
    await goesOn(started)
  })

  it('in a timer is reported', async () => {
    const started = await startTestServer()
    started.clock.advance(10_000)
    const [observer, ana] = [await started.client(), await started.client({ clientId: 'ana' })]
    await observer.grant({ type: 'attach', channel: 'a', presence: true })
    await ana.grant({ type: 'presence', channel: 'a', action: 'enter' })
    await ana.grant({ type: 'presence', channel: 'a', action: 'update', state: 1 })
    sabotage(Outgoing.prototype, 'share')
    started.clock.advance(50)
    await goesOn(started)
  })
})

describe('what throws before there is a session', () => {
  it.each<[string, () => void]>([
    ['in an upgrade', () => sabotage(Acceptor.prototype, 'accept')],
    ['in a session that begins', () => sabotage(WebSocketWire.prototype, 'watchDrain')],
  ])('%s ends that socket', async (_, break_) => {
    const started = await startTestServer()
    break_()
    const client = new RawClient(started.url)
    expect((await client.closed).code).toBe(1006)
    await goesOn(started)
  })

  it('in a plain request ends that request', async () => {
    const started = await startTestServer()
    vi.spyOn(Acceptor.prototype, 'connections', 'get').mockImplementationOnce(() => {
      throw new Error('sabotage')
    })
    await expect(fetch(`${started.httpUrl}/health`)).rejects.toThrow('fetch failed')
    await goesOn(started)
    vi.restoreAllMocks()
  })
})

it('a log that throws disturbs nobody', async () => {
  const broken = (): void => {
    throw new Error('no log')
  }
  const log: Logger = { debug: broken, info: broken, warn: broken, error: broken }
  const started = await startTestServer({ log })
  const { client, server } = started
  const ana = await client({ clientId: 'ana' })
  sabotage(Session.prototype, 'receive')
  ask(ana, started)
  expect((await ana.closed).code).toBe(1011)
  const witness = await client()
  await witness.barrier()
  expect(server.info().failures).toBeGreaterThan(0)
})
