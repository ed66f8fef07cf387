import { expect, it } from 'vitest'
import type { RawClient } from '../testing/support/raw-client.ts'
import { startTestServer } from '../testing/support/test-server.ts'

const state = 'x'.repeat(3_900)

/** Enters one channel after the other, at most so many. Returns how many times that was granted. */
async function enterMany(client: RawClient, most: number): Promise<number> {
  for (let entered = 0; entered < most; entered += 1) {
    const code = await client.code({ type: 'presence', channel: `room:${entered}`, action: 'enter', state })
    if (code !== 'ok') return entered
  }
  return most
}

it('keeps a bounded amount of those who are present, and has room again when somebody leaves', async () => {
  const { client } = await startTestServer({ limits: { presenceBytes: 40_000 } })
  const ana = await client({ clientId: 'ana' })
  expect(await enterMany(ana, 20)).toBe(9)
  const enter = { type: 'presence', channel: 'room:last', action: 'enter', state } as const
  expect(await ana.ask(enter)).toMatchObject({
    type: 'error',
    channel: 'room:last',
    error: { code: 'rate_limited', retryable: true, retryAfter: 5_000, hint: expect.stringContaining('presenceBytes') },
  })
  // What doesn't grow is no matter of room.
  await ana.grant({ type: 'presence', channel: 'room:0', action: 'update', state: 'y'.repeat(3_900) })
  await ana.grant({ type: 'presence', channel: 'room:0', action: 'leave' })
  await ana.grant(enter)
})

it('leaves half of the room to clients that have little', async () => {
  const { client } = await startTestServer({ limits: { presenceBytes: 3_000_000, channels: 1_000 } })
  const greedy = await client({ clientId: 'greedy' })
  const entered = await enterMany(greedy, 1_000)
  expect(entered).toBe(Math.floor(1_500_000 / 4_302))
  const ana = await client({ clientId: 'ana' })
  expect(await enterMany(ana, 10)).toBe(10)
})

it('takes an update that does not grow where all room is taken, in whatever letters', async () => {
  const { client } = await startTestServer({ limits: { presenceBytes: 40_000 } })
  const ana = await client({ clientId: 'ana' })
  const say = (channel: string, letter: string) =>
    ana.code({ type: 'presence', channel, action: 'enter', state: letter.repeat(1_200) })
  for (let entered = 0; entered < 24; entered += 1) expect(await say(`room:${entered}`, '€')).toBe('ok')
  expect(await say('room:24', '€')).toBe('rate_limited')
  expect(await say('room:0', '₤')).toBe('ok')
})
