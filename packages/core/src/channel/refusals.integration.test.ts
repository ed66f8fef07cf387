import { createHmac } from 'node:crypto'
import type { RealtimeError } from '@herenow/adapter'
import type { ServerOptions } from '@herenow/server'
import { createServer } from '@herenow/server'
import { silentLogger } from '@herenow/testing'
import { websocket } from '@herenow/websocket'
import { expect, it, onTestFinished, vi } from 'vitest'
import type { Client } from '../client/client.ts'
import { createClient } from '../client/create-client.ts'
import type { Channel } from './channel.ts'

const secret = 'a-secret-that-is-long-enough-for-hs256'
const nothing = {}
const everything = { '*': ['subscribe', 'publish', 'presence', 'history'] }

function part(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}

/** A signed token. `lasts`: seconds. */
function tokenFor(cap: object, lasts: number): string {
  const exp = Math.floor(performance.timeOrigin / 1_000 + performance.now() / 1_000) + lasts
  const body = `${part({ alg: 'HS256' })}.${part({ sub: 'ana', cap, exp })}`
  return `${body}.${createHmac('sha256', secret).update(body).digest('base64url')}`
}

interface World {
  readonly client: Client
  readonly errors: RealtimeError[]
  /** What the next token allows, and for how many seconds. */
  readonly rights: { cap: object; lasts: number }
}

async function start(options: Partial<ServerOptions> = {}): Promise<World> {
  const server = createServer({ port: 0, log: silentLogger, auth: { secret }, ...options })
  const { port } = await server.listen()
  const rights = { cap: everything as object, lasts: 3_600 }
  const client = createClient({
    adapter: websocket(`ws://127.0.0.1:${port}?reconnect_interval=0.05`),
    token: () => Promise.resolve(tokenFor(rights.cap, rights.lasts)),
    log: silentLogger,
  })
  const errors: RealtimeError[] = []
  client.on('error', (error) => errors.push(error))
  onTestFinished(async () => {
    await client.close()
    await server.close()
  })
  return { client, errors, rights }
}

function reaches(channel: Channel, status: string): Promise<void> {
  return new Promise((resolve) => {
    const look = (): void => void (channel.state.getState().status === status && resolve())
    channel.state.subscribe(look)
    look()
  })
}

it('has room for a leased channel as soon as another one is left, and says once that there was none', async () => {
  const { client, errors } = await start({ limits: { channels: 1 } })
  const [first, second] = [client.channel('first'), client.channel('second')]
  await first.attach()
  await expect(second.attach()).rejects.toMatchObject({ code: 'rate_limited' })
  await expect(second.attach()).rejects.toMatchObject({ code: 'rate_limited' })
  second.lease()
  await reaches(second, 'failed')
  await first.detach()
  await reaches(second, 'attached')
  expect(errors.map(({ code }) => code)).toEqual(Array(3).fill('rate_limited'))
})

it('rejects every attach to a forbidden channel, and works once a new connection brings the right', async () => {
  const { client, rights } = await start()
  rights.cap = nothing
  const channel = client.channel('room')
  for (const _ of [1, 2]) await expect(channel.attach()).rejects.toMatchObject({ code: 'forbidden' })
  rights.cap = everything
  await client.connection.close()
  client.connection.connect()
  await client.connection.once('connected')
  expect(channel.state.getState().status).toBe('failed')
  await channel.attach()
})

it(
  'brings a leased channel and its presence back with a token that is refreshed in time',
  { timeout: 15_000 },
  async () => {
    const { client, rights, errors } = await start()
    rights.cap = nothing
    rights.lasts = 3
    const channel = client.channel('room')
    channel.presence.lease({ mood: 'good' })
    await reaches(channel, 'failed')
    rights.cap = everything
    rights.lasts = 3_600
    await reaches(channel, 'attached')
    const { members } = channel.presence
    await new Promise<void>((resolve) => members.subscribe(({ self }) => self && resolve()))
    expect(members.getState()).toMatchObject({ self: { state: { mood: 'good' } }, error: null })
    expect(errors.map(({ code }) => code)).toEqual(['forbidden'])
  },
)

it('brings a leased channel back with a new connection, and leaves one that was attached by hand', async () => {
  const { client, rights } = await start()
  rights.cap = nothing
  const [leased, byHand] = [client.channel('leased'), client.channel('by-hand')]
  leased.lease()
  await expect(byHand.attach()).rejects.toMatchObject({ code: 'forbidden' })
  await reaches(leased, 'failed')
  rights.cap = everything
  await client.connection.close()
  client.connection.connect()
  await reaches(leased, 'attached')
  expect(byHand.state.getState().status).toBe('failed')
})

it('does not let one bad message take others down with it', async () => {
  const { client } = await start()
  const channel = client.channel('room')
  const results = channel.publishMany([
    { name: 'said', data: 'good' },
    { name: 'n'.repeat(200), data: 'bad' },
    { name: 'said', data: 'bad', ttl: 0.5 },
    { name: 'said', data: 'fine' },
  ])
  expect((await results).map(({ error }) => error?.code ?? 'stored')).toEqual([
    'stored',
    'invalid_argument',
    'invalid_argument',
    'stored',
  ])
})

it('attaches without the right to presence, shows why nobody is seen, and sees them with the next token', async () => {
  const { client, errors, rights } = await start()
  rights.cap = { '*': ['subscribe', 'publish', 'history'] }
  const channel = client.channel('room')
  await channel.attach()
  await channel.publish('said', 'hello')
  await vi.waitFor(() => expect(channel.log.getState().messages).toHaveLength(1))
  const { members } = channel.presence
  await vi.waitFor(() => expect(members.getState()).toMatchObject({ status: 'error', error: { code: 'forbidden' } }))
  expect(errors).toEqual([])
  channel.presence.lease()
  await vi.waitFor(() => expect(errors.map(({ code }) => code)).toEqual(['forbidden']))
  rights.cap = everything
  await client.refreshToken()
  await vi.waitFor(() => expect(members.getState()).toMatchObject({ status: 'ready', list: [{ clientId: 'ana' }] }))
  rights.cap = { '*': ['subscribe'] }
  await client.refreshToken()
  await vi.waitFor(() => expect(members.getState()).toMatchObject({ status: 'error', list: [], self: null }))
  expect(channel.state.getState().status).toBe('attached')
  rights.cap = everything
  await client.refreshToken()
  await vi.waitFor(() => expect(members.getState()).toMatchObject({ status: 'ready', list: [{ clientId: 'ana' }] }))
})
