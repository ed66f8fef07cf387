import { createHmac } from 'node:crypto'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { ServerOptions } from '../config.ts'
import { PresenceTable } from '../presence/presence-table.ts'
import { apiKey } from '../testing/support/api-server.ts'
import { readMetrics } from '../testing/support/metrics-text.ts'
import { numbered, outgoingMessages, publishOf } from '../testing/support/outgoing-messages.ts'
import { RawClient } from '../testing/support/raw-client.ts'
import type { TestServer } from '../testing/support/test-server.ts'
import { startTestServer } from '../testing/support/test-server.ts'
import { timings } from '../timings.ts'
import type { LimitName } from './limit-names.ts'
import { limitSubjects, reachableLimits } from './limit-names.ts'

const secret = 'a secret that has thirty-two bytes'

interface Case {
  readonly options?: ServerOptions
  /** How often the limit is reached; by default once. */
  readonly times?: number
  readonly reach: (started: TestServer) => Promise<unknown>
}

const publishLarge = async (client: RawClient, id: string): Promise<unknown> =>
  client.ask({ type: 'publish', channel: 'room', messages: outgoingMessages([id], 'x'.repeat(60_000)) })

const untilEnded = async ({ client, server }: TestServer, left = 1): Promise<void> =>
  (await client()).untilServer(() => server.info().connections === left)

function tokenWith(claims: object): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')
  const signed = `${part({ alg: 'HS256' })}.${part({ sub: 'ana', ...claims })}`
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`
}

async function refusedToken({ url }: TestServer, claims: object): Promise<void> {
  const client = await new RawClient(url).opened()
  client.send({ type: 'hello', version: 1, token: tokenWith(claims) })
  expect((await client.closed).code).toBe(4001)
}

async function post({ httpUrl }: TestServer, path: string, body: unknown): Promise<unknown> {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  return (await fetch(`${httpUrl}/api${path}`, { method: 'POST', headers: { 'X-API-Key': apiKey }, body: text })).text()
}

/** Many people in one room, by a server that takes everything at once. */
const fast = { publishesPerSecond: 1e9, publishBurst: 1e9, requestsPerSecond: 1e9, requestBurst: 1e9 }

/** Has so many connections present in the channels that a server is to list. */
async function fill({ client }: TestServer, connections: number, channelOf: (index: number) => readonly string[]) {
  for (let index = 0; index < connections; index += 1) {
    const one = await client({ clientId: `c${index}` })
    const items = channelOf(index).map((channel, id) => ({ type: 'presence', id, channel, action: 'enter' }))
    for (let at = 0; at < items.length; at += 1_000) one.sendText(JSON.stringify(items.slice(at, at + 1_000)))
    await one.answer(items.length - 1)
  }
}

const cases: Readonly<Record<LimitName, Case>> = {
  messageBytes: {
    options: { limits: { messageBytes: 100 } },
    reach: async ({ client }) => publishLarge(await client(), 'm'),
  },
  signalBytes: {
    reach: async ({ client }) => {
      const ana = await client()
      ana.send({ type: 'signal', channel: 'room', name: 'wave', data: 'x'.repeat(100) })
      await ana.barrier()
    },
  },
  stateBytes: {
    reach: async ({ client }) =>
      (await client()).ask({ type: 'presence', channel: 'room', action: 'enter', state: 'x'.repeat(5_000) }),
  },
  fields: {
    times: 3,
    reach: async ({ client, url }) => {
      const ana = await client()
      await ana.code({ type: 'attach', channel: 'x'.repeat(201) })
      const [message] = outgoingMessages(['m'])
      await ana.ask({ type: 'publish', channel: 'room', messages: [{ ...message, name: 'x'.repeat(101) }] })
      const nobody = await new RawClient(url).opened()
      nobody.send({ type: 'hello', version: 1, clientId: 'x'.repeat(129) })
      await nobody.closed
    },
  },
  tokenId: { options: { auth: { secret } }, reach: async (started) => refusedToken(started, { jti: 'x'.repeat(257) }) },
  tokenPatterns: {
    options: { auth: { secret } },
    reach: async (started) =>
      refusedToken(started, { cap: Object.fromEntries(numbered('c', 501).map((channel) => [channel, ['publish']])) }),
  },
  frameBytes: {
    reach: async (started) => {
      const ana = await started.client()
      ana.sendText('x'.repeat(131_073))
      expect((await ana.closed).code).toBe(1009)
      await untilEnded(started)
    },
  },
  channels: {
    options: { limits: { channels: 1 } },
    times: 2,
    reach: async ({ client }) => {
      const ana = await client()
      for (const channel of ['a', 'b']) await ana.code({ type: 'attach', channel })
      for (const channel of ['a', 'b']) await ana.code({ type: 'presence', channel, action: 'enter' })
    },
  },
  publishesPerSecond: {
    options: { limits: { publishesPerSecond: 1, publishBurst: 1 } },
    reach: async ({ client }) => (await client()).ask(publishOf('room', 'a', 'b')),
  },
  requestsPerSecond: {
    options: { limits: { requestsPerSecond: 1, requestBurst: 1 } },
    reach: async ({ client }) => {
      const ana = await client()
      ana.send({ type: 'ping', id: 1 }, { type: 'ping', id: 2 }, { type: 'ping', id: 3 })
      await ana.answer(3)
    },
  },
  work: {
    options: { limits: fast },
    reach: async (started) => {
      await fill(started, 2, (index) => numbered(`c${index}-`, 200))
      const ana = await started.client()
      const asked = Array.from({ length: 300 }, (_, id) => ({ type: 'here-now', id, limit: 1 }))
      ana.sendText(JSON.stringify(asked))
      const bob = await started.client()
      const answered = (): number => ana.all('ok').length
      // The clock stands still: once the limit is reached no more of them are answered.
      for (let before = -1; before < answered();) {
        before = answered()
        for (let round = 0; round < 50; round += 1) await bob.barrier()
      }
    },
  },
  overTheRate: {
    options: { limits: { publishesPerSecond: 1, publishBurst: 1 } },
    reach: async (started) => {
      const { client, clock, server } = started
      const [ana, bob] = [await client(), await client()]
      bob.socket.on('message', (data: Buffer) => {
        if (data.toString().includes('"ping"')) bob.send({ type: 'pong' })
      })
      for (let round = 0; server.info().connections === 2; round += 1) {
        const ids = numbered(`r${round}-`, round === 0 ? 13 : 12)
        ana.sendText(JSON.stringify({ ...publishOf('room', ...ids), id: round }))
        const isAnswered = (): boolean => ana.all('ok').some(({ id }) => id === round)
        await bob.untilServer(() => server.info().connections === 1 || isAnswered())
        clock.advance(12_000)
        await bob.barrier()
      }
      expect((await ana.closed).code).toBe(4029)
    },
  },
  unstoredMessages: {
    options: { onPublish: () => new Promise<never>(() => {}), limits: { ...fast, frameBytes: 1_000_000 } },
    reach: async ({ client }) => {
      const ana = await client()
      for (let request = 0; request < 30; request += 1) {
        const messages = outgoingMessages(numbered(`m${request}-`, 10), 'x'.repeat(60_000))
        ana.sendText(JSON.stringify({ type: 'publish', id: request, channel: `c${request}`, messages }))
      }
      await ana.until(() => ana.all('ok').length === 3)
    },
    times: 3,
  },
  unansweredQuestions: {
    options: { authorize: () => new Promise<never>(() => {}), limits: { ...fast, channels: 500 } },
    times: 50,
    reach: async ({ client }) => {
      const ana = await client()
      ana.sendText(JSON.stringify(numbered('c', 250).map((channel, id) => ({ type: 'attach', id, channel }))))
      await ana.until(() => ana.all('error').length === 50)
    },
  },
  bufferBytes: {
    reach: async (started) => {
      const [ana, slow] = [await started.client(), await started.client()]
      await slow.grant({ type: 'attach', channel: 'room' })
      slow.socket.pause()
      for (let sent = 0; started.server.info().connections === 2; sent += 1) await publishLarge(ana, `m${sent}`)
    },
  },
  slowReading: {
    options: { limits: { bufferBytes: 50_000_000 } },
    reach: async (started) => {
      const [ana, slow] = [await started.client(), await started.client()]
      await slow.grant({ type: 'attach', channel: 'room' })
      slow.socket.pause()
      for (let sent = 0; sent < 200; sent += 1) await publishLarge(ana, `m${sent}`)
      // Its pings go unanswered; so it is said to live.
      for (let step = 0; step < 7 && started.server.info().connections === 2; step += 1) {
        slow.send({ type: 'pong' })
        ana.send({ type: 'pong' })
        for (let round = 0; round < 3; round += 1) await ana.barrier()
        started.clock.advance(20_000)
      }
      expect(started.server.info().connections).toBe(1)
    },
  },
  hello: {
    reach: async ({ url, clock, server, client }) => {
      const silent = await new RawClient(url).opened()
      await (await client()).untilServer(() => server.info().connections === 2)
      clock.advance(timings.hello)
      expect((await silent.closed).code).toBe(4005)
    },
  },
  tokenCheck: {
    options: { auth: { verify: (token) => (token === 'good' ? { clientId: token } : new Promise<never>(() => {})) } },
    reach: async ({ url, clock, client }) => {
      const waiting = await new RawClient(url).opened()
      waiting.send({ type: 'hello', version: 1, token: 'slow' })
      await (await client({ token: 'good' })).barrier()
      clock.advance(timings.tokenCheck)
      expect((await waiting.closed).code).toBe(4005)
    },
  },
  lostConnections: {
    times: 5,
    reach: async ({ client, server }) => {
      const witness = await client()
      for (let lost = 0; lost < 25; lost += 1) (await client({ clientId: 'ana' })).socket.terminate()
      await witness.untilServer(() => server.info().connections === 1)
    },
  },
  connectionsPerAddress: {
    options: { limits: { connectionsPerAddress: 1 }, trustedProxies: ['127.0.0.1'], auth: { secret } },
    reach: async ({ url }) => {
      const headers = { 'X-Forwarded-For': '192.0.2.1' }
      const first = await new RawClient(url, { headers }).opened()
      await expect(new RawClient(url, { headers }).opened()).rejects.toThrow('429')
      first.socket.terminate()
    },
  },
  connections: {
    // One for the client, one for who reads the metrics.
    options: { limits: { connections: 2 } },
    reach: async ({ url, client }) => {
      await client()
      const second = await client()
      await expect(new RawClient(url).opened()).rejects.toThrow()
      await second.close()
    },
  },
  presenceBytes: {
    options: { limits: { presenceBytes: 1 } },
    reach: async ({ client }) => (await client()).code({ type: 'presence', channel: 'room', action: 'enter' }),
  },
  exclusions: {
    reach: async ({ server }) => {
      const put = async (index: number): Promise<number> => server.disconnect(`c${index}`, { for: 60 })
      for (let index = 0; index < 100_000; index += 1) await put(index)
      await expect(put(100_000)).rejects.toThrow('100000 clients are kept out already.')
    },
  },
  revocations: {
    options: { auth: { secret } },
    reach: async ({ server }) => {
      const revoke = async (index: number): Promise<number> => server.revoke({ tokenId: `t${index}` })
      for (let index = 0; index < 100_000; index += 1) await revoke(index)
      await expect(revoke(100_000)).rejects.toThrow('100000 revocations are remembered already')
    },
  },
  reasonBytes: {
    reach: async ({ server }) =>
      expect(server.disconnect('ana', { reason: 'x'.repeat(501) })).rejects.toThrow('500 bytes'),
  },
  broadcastChannels: {
    times: 2,
    reach: async (started) => {
      const channels = numbered('c', 10_001)
      await expect(started.server.broadcast(channels, 'said', 1)).rejects.toThrow('10000 channels')
      await post(started, '/broadcast', { channels, data: 1 })
    },
  },
  apiRequestBytes: { reach: async (started) => post(started, '/publish', 'x'.repeat(1_048_577)) },
  apiCommands: {
    times: 2,
    reach: async (started) => {
      await post(started, '/batch', { commands: Array.from({ length: 10_001 }, () => ({ info: {} })) })
      await post(started, '', '{"method":"info"}\n'.repeat(10_001))
    },
  },
  apiConnections: {
    reach: async (started) => {
      vi.spyOn(PresenceTable.prototype, 'connectionsAfter').mockImplementation(function* () {
        for (const id of numbered('c', 10_001)) {
          yield { connectionId: id, clientId: id, state: null, enteredAt: 0, updatedAt: 0 }
        }
      })
      expect(await post(started, '/presence', { channel: 'room' })).toContain('108')
    },
  },
  apiChannels: {
    reach: async (started) => {
      vi.spyOn(PresenceTable.prototype, 'channels').mockReturnValue(numbered('c', 100_001))
      expect(await post(started, '/channels', {})).toContain('107')
    },
  },
  apiAnswer: {
    reach: async (started) => {
      const { server } = started
      for (let sent = 0; sent < 20; sent += 1) await server.publish('room', 'said', 'x'.repeat(60_000))
      const history = { history: { channel: 'room', limit: -1 } }
      await post(started, '/batch', { commands: Array.from({ length: 28 }, () => history) })
    },
  },
}

afterEach(() => vi.restoreAllMocks())

describe('a limit that is reached', () => {
  it.each(reachableLimits)('is counted and told in the log: %s', async (limit) => {
    const { options, reach, times = 1 } = cases[limit]
    const lines: { readonly message: string; readonly details: unknown }[] = []
    const note = (message: string, details?: unknown): void => void lines.push({ message, details })
    const log = { debug() {}, info: note, warn: note, error: note }
    const started = await startTestServer({ apiKey, metrics: { public: true }, log, ...options })
    await reach(started)
    const read = await readMetrics(started.httpUrl)
    expect(read.of(`herenow_limit_hits_total{limit="${limit}"}`)).toBe(times)
    const told = lines.filter(({ message }) => message === `The limit "${limit}" was reached`)
    expect(told).toMatchObject([{ details: { limit, times: 1 } }])
    const known = Object.keys(told[0]?.details ?? {})
    const names = { client: ['connectionId', 'requestId', 'clientId', 'address'], 'back end': [], server: [] }
    const wanted: readonly string[] = names[limitSubjects[limit]]
    expect(wanted.length === 0 || wanted.some((name) => known.includes(name))).toBe(true)
  })
})
