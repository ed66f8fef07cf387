import { createTestEnv } from '@herenow/testing'
import { expect, it } from 'vitest'
import type { WebsocketOptions } from '../socket-url.ts'
import { connectionPolicy } from './connection-policy.ts'

function delays(url: string, options: WebsocketOptions = {}): readonly number[] {
  const { env } = createTestEnv()
  const policy = connectionPolicy({ env, failFast: false }, { url, options })
  return Array.from({ length: 200 }, (_, index) => policy.retryDelay(index, undefined))
}

it('comes back within 2 s to this machine, within 15 s to others, and in the user’s interval where there is one', () => {
  expect(Math.max(...delays('ws://localhost:7070'))).toBeLessThanOrEqual(2_000)
  const far = Math.max(...delays('wss://live.example.com'))
  expect(far).toBeGreaterThan(10_000)
  expect(far).toBeLessThanOrEqual(15_000)
  const fixed = delays('wss://live.example.com', { reconnectInterval: 1_000 })
  expect(Math.min(...fixed)).toBeGreaterThanOrEqual(500)
  expect(Math.max(...fixed)).toBeLessThanOrEqual(1_000)
})

it('fails at the first attempt where the address says so, else as the client was told', () => {
  const { env } = createTestEnv()
  const failFast = (client: boolean, options: WebsocketOptions): boolean =>
    connectionPolicy({ env, failFast: client }, { url: 'ws://localhost', options }).failFast
  expect([failFast(true, {}), failFast(true, { failFast: false }), failFast(false, { failFast: true })]).toEqual([
    true,
    false,
    true,
  ])
})
