import { createTestEnv, scriptedSocket, silentLogger } from '@herenow/testing'
import type { ScriptedSockets } from '@herenow/testing'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Client, ClientOptions } from '../client/client.ts'

// One test for each row of the table in the README: it takes away what the platform doesn't have, imports the packages
// afresh, and connects.

const welcome = {
  type: 'welcome',
  version: 1,
  connectionId: 'c',
  resumeKey: 'k',
  resumed: false,
  pingInterval: 25_000,
  limits: { messageBytes: 65_536, signalBytes: 64, frameBytes: 131_072, channels: 200 },
  features: [],
}

let sockets: ScriptedSockets

beforeEach(() => {
  vi.resetModules()
  sockets = scriptedSocket({
    onCreate: (socket) => socket.open(),
    onItem(item, socket) {
      const { type, id, clientId, messages } = item
      if (type === 'hello') return queueMicrotask(() => socket.receive({ ...welcome, clientId }))
      if (!Array.isArray(messages)) return undefined
      const outcomes = messages.map(() => ({ timestamp: 1, epoch: 'e', offset: 1 }))
      return queueMicrotask(() => socket.receive({ type: 'ok', id, result: { outcomes } }))
    },
  })
})
afterEach(() => {
  vi.unstubAllGlobals()
})

/** As React Native has it. Put in place after the imports: the test runner needs a real one for them. */
class PoorUrl {
  get search(): string {
    throw new Error('URL.search is not implemented')
  }
  get protocol(): string {
    throw new Error('URL.protocol is not implemented')
  }
}

/** A client made of freshly imported packages, in the world as it is now, except that sockets are scripted. */
async function open(options: Partial<ClientOptions> = {}, url?: object): Promise<Client> {
  const { createClient } = await import('../index.ts')
  const { websocket } = await import('@herenow/websocket')
  if (url !== undefined) vi.stubGlobal('URL', url)
  const client = createClient({
    adapter: websocket('ws://localhost:7070/?name=test'),
    log: silentLogger,
    failFast: true,
    ...options,
    env: { createSocket: sockets.createSocket, ...options.env },
  })
  client.connection.connect()
  return client
}

async function works(client: Client): Promise<void> {
  await client.connection.once('connected')
  await client.channel('room').publish('said', 'Grüße 👋')
  expect(sockets.latest.url).toBe('ws://localhost:7070/?name=test')
  await client.close()
}

describe('React Native', () => {
  beforeEach(() => {
    vi.stubGlobal('document', undefined)
    vi.stubGlobal('localStorage', undefined)
    vi.stubGlobal('btoa', undefined)
    vi.stubGlobal('TextEncoder', undefined)
    vi.stubGlobal('addEventListener', undefined)
  })

  it('needs random bytes, and says where to get them', async () => {
    vi.stubGlobal('crypto', undefined)
    const client = await open({}, PoorUrl)
    const state = client.connection.getState()
    expect(state).toMatchObject({ status: 'failed', reason: { code: 'unsupported' } })
    expect(state.status === 'failed' && `${state.reason.message} ${state.reason.hint}`).toMatch(
      /crypto\.getRandomValues.*expo-crypto/,
    )
    await client.close()
  })

  it('works with random bytes of its own', async () => {
    vi.stubGlobal('crypto', undefined)
    await works(await open({ env: { random: createTestEnv().random } }, PoorUrl))
  })
})

describe('workers', () => {
  const target = new EventTarget()
  const network = { onLine: true }

  beforeEach(() => {
    vi.stubGlobal('document', undefined)
    vi.stubGlobal('window', undefined)
    vi.stubGlobal('localStorage', undefined)
    vi.stubGlobal('navigator', network)
    vi.stubGlobal('addEventListener', target.addEventListener.bind(target))
    vi.stubGlobal('removeEventListener', target.removeEventListener.bind(target))
  })

  it('hear that the network is back, as pages do', async () => {
    const { network: heardNetwork } = await import('./page.ts')
    const heard: boolean[] = []
    const stop = heardNetwork.subscribe((online) => heard.push(online))
    target.dispatchEvent(new Event('offline'))
    target.dispatchEvent(new Event('online'))
    stop()
    target.dispatchEvent(new Event('offline'))
    expect(heard).toEqual([false, true])
    network.onLine = false
    expect(heardNetwork.online).toBe(false)
    network.onLine = true
  })

  it('connect again at once when the network is back', async () => {
    const client = await open({ failFast: false })
    await client.connection.once('connected')
    sockets.latest.close(1006)
    await client.connection.once('disconnected')
    target.dispatchEvent(new Event('online'))
    expect(client.connection.getState()).toMatchObject({ status: 'disconnected', retryAt: null })
    await client.connection.once('connected')
    await client.close()
  })
})

it('jsdom without TextEncoder and with an AbortController of its own works', async () => {
  const { env } = createTestEnv()
  const page = Object.assign(new EventTarget(), { visibilityState: 'visible' })
  const strict = (type: string, listener: EventListener, options?: { readonly signal?: unknown }): void => {
    if (options?.signal !== undefined) throw new TypeError('parameter 3 is not of type AbortSignal')
    EventTarget.prototype.addEventListener.call(page, type, listener)
  }
  vi.stubGlobal('TextEncoder', undefined)
  vi.stubGlobal('document', Object.assign(page, { addEventListener: strict }))
  vi.stubGlobal('window', globalThis)
  vi.stubGlobal('addEventListener', strict)
  vi.stubGlobal('removeEventListener', () => {})
  await works(await open({ env: { storage: env.storage } }))
})

it('Node before 22 has no WebSocket, and the error names it and the version that has', async () => {
  vi.stubGlobal('WebSocket', undefined)
  const { createWebSocket } = await import('./web-socket.ts')
  const client = await open({ env: { createSocket: createWebSocket } })
  await vi.waitFor(() => expect(client.connection.getState().status).toBe('failed'))
  expect(client.connection.getState()).toMatchObject({
    reason: {
      code: 'unsupported',
      message: expect.stringMatching(/no WebSocket in Node \d+\.\d+\.\d+; it has one from version 22/) as string,
      hint: expect.stringContaining('createSocket') as string,
    },
  })
})

it('a page that blocks storage gets an id for as long as the client lives', async () => {
  vi.stubGlobal('document', Object.assign(new EventTarget(), { visibilityState: 'visible' }))
  vi.stubGlobal('localStorage', {
    getItem() {
      throw new Error('SecurityError')
    },
    setItem() {
      throw new Error('SecurityError')
    },
  })
  const client = await open()
  await client.connection.once('connected')
  expect(client.clientId).toMatch(/^anon-/)
  await works(client)
})

it('a page on plain http has no crypto.randomUUID, and needs none', async () => {
  const { crypto } = globalThis
  vi.stubGlobal('crypto', { getRandomValues: (bytes: Uint8Array<ArrayBuffer>) => crypto.getRandomValues(bytes) })
  await works(await open())
})

it('importing the packages touches nothing', async () => {
  for (const name of ['document', 'window', 'navigator', 'crypto', 'WebSocket', 'TextEncoder', 'localStorage']) {
    vi.stubGlobal(name, undefined)
  }
  await expect(import('../index.ts')).resolves.toHaveProperty('createClient')
  await expect(import('@herenow/websocket')).resolves.toHaveProperty('websocket')
  await expect(import('@herenow/memory')).resolves.toHaveProperty('createHub')
})
