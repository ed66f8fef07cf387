import { afterAll, beforeAll, expect, it } from 'vitest'
import { join, plain } from '../test-support/people.ts'
import type { StandIn } from '../test-support/stand-in/stand-in.ts'
import { startStandIn } from '../test-support/stand-in/stand-in.ts'

let standIn: StandIn
beforeAll(async () => {
  standIn = await startStandIn()
})
afterAll(() => standIn.close())

it.each([
  ['a clock that is ahead', () => Date.now() + 120_000],
  ['a position of the far future', () => ({ epoch: 'pubnub', offset: '99999999999999999' })],
])('begins with the present where it is asked to begin after %s, and claims nothing', async (_what, since) => {
  const ana = await join(standIn.port, 'ana')
  await ana.session.attach('later', { ...plain, since: since() })
  const [{ position, recovered } = {}] = ana.recorder.of('attached')
  expect(recovered).toBe(false)
  expect(String(position?.offset) < '99999999999999999').toBe(true)
})

it.each([-1, Number.NaN, 1e300, { epoch: 'pubnub', offset: 'x' }, { epoch: 'pubnub', offset: 1 }])(
  'refuses to begin after %j',
  async (since) => {
    const ana = await join(standIn.port, 'ana')
    await expect(ana.session.attach('room', { ...plain, since })).rejects.toMatchObject({ code: 'invalid_argument' })
  },
)
