import { createTestEnv, silentLogger } from '@herenow/testing'
import { websocket } from '@herenow/websocket'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createClient } from '../client/create-client.ts'
import { createWebSocket } from './web-socket.ts'

/** A platform's socket, on which the test fires the events. */
class FakeSocket extends EventTarget {
  static latest: FakeSocket
  readonly protocol = 'herenow.v1'
  binaryType = 'blob'
  constructor() {
    super()
    FakeSocket.latest = this
  }
  send(): void {}
  close(): void {}
}

const told: string[] = []
const listener = {
  onOpen: (): void => void told.push('open'),
  onMessage: (): void => void told.push('message'),
  onClose: (code: number): void => void told.push(`close ${code}`),
  onBlocked: (): void => void told.push('blocked'),
}

beforeEach(() => {
  told.length = 0
  vi.useFakeTimers()
  vi.stubGlobal('WebSocket', FakeSocket)
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

describe('a socket of the platform', () => {
  it('that has an error and then closes is told as closed', () => {
    createWebSocket('ws://a', [], listener)
    FakeSocket.latest.dispatchEvent(new Event('error'))
    FakeSocket.latest.dispatchEvent(Object.assign(new Event('close'), { code: 1006, reason: '' }))
    vi.advanceTimersByTime(10_000)
    expect(told).toEqual(['close 1006'])
  })

  it('gives binary frames at once, and not as blobs that are read later', () => {
    createWebSocket('ws://a', [], listener)
    expect(FakeSocket.latest.binaryType).toBe('arraybuffer')
  })

  it('that has an error and never closes is told as blocked, soon', () => {
    createWebSocket('ws://a', [], listener)
    FakeSocket.latest.dispatchEvent(new Event('error'))
    vi.advanceTimersByTime(250)
    expect(told).toEqual(['blocked'])
    FakeSocket.latest.dispatchEvent(Object.assign(new Event('close'), { code: 1006, reason: '' }))
    expect(told).toEqual(['blocked'])
  })

  it('that has an error after it opened waits for its close', () => {
    createWebSocket('ws://a', [], listener)
    FakeSocket.latest.dispatchEvent(new Event('open'))
    FakeSocket.latest.dispatchEvent(new Event('error'))
    vi.advanceTimersByTime(10_000)
    expect(told).toEqual(['open'])
  })
})

it('fails an attempt at once that a Content-Security-Policy blocks, and names it', async () => {
  const { env, clock } = createTestEnv()
  const client = createClient({
    adapter: websocket('ws://localhost:7070'),
    clientId: 'ana',
    env: { ...env, createSocket: createWebSocket },
    log: silentLogger,
    failFast: true,
  })
  client.connection.connect()
  await clock.advance(0)
  FakeSocket.latest.dispatchEvent(new Event('error'))
  vi.advanceTimersByTime(250)
  expect(client.connection.getState()).toMatchObject({
    status: 'failed',
    reason: { code: 'connection_failed', hint: expect.stringContaining('connect-src') as string },
  })
})
