import { afterEach, expect, it, vi } from 'vitest'
import { startTestServer } from '../testing/support/test-server.ts'
import { Session } from './session.ts'

afterEach(() => {
  vi.restoreAllMocks()
})

it.each(['ping', 'pong', 'text'] as const)(
  'takes one %s frame of a connection a turn, however many arrive at once',
  async (kind) => {
    const { client } = await startTestServer()
    const ana = await client()
    const taken = [vi.spyOn(Session.prototype, 'heard'), vi.spyOn(Session.prototype, 'receive')]
    for (let frame = 0; frame < 2_000; frame += 1) {
      if (kind === 'text') ana.sendText('{"type":"pong"}')
      else ana.socket[kind]()
    }
    let [before, most] = [0, 0]
    while (before < 2_000) {
      await new Promise((resolve) => setImmediate(resolve))
      const now = taken.reduce((sum, { mock }) => sum + mock.calls.length, 0)
      most = Math.max(most, now - before)
      before = now
    }
    expect(most).toBeLessThanOrEqual(2)
  },
)
