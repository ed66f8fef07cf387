import { expect, it, onTestFinished } from 'vitest'
import { heard, join, outgoing, plain } from '../test-support/people.ts'
import type { StandIn } from '../test-support/stand-in/stand-in.ts'
import { startStandIn } from '../test-support/stand-in/stand-in.ts'

async function start(): Promise<StandIn> {
  const standIn = await startStandIn()
  onTestFinished(() => standIn.close())
  return standIn
}

it('refuses the channels and states that do not fit, and the others go on', async () => {
  const { port } = await start()
  const info = { name: 'A'.repeat(1_000) }
  const [ana, bob] = [await join(port, 'ana', { info }), await join(port, 'bob')]
  const names = Array.from({ length: 40 }, (_, index) => `room:${index}`)
  const attached = await Promise.allSettled(names.map((name) => ana.session.attach(name, plain)))
  const refused = attached.filter(({ status }) => status === 'rejected')
  expect(attached.length - refused.length).toBeGreaterThan(15)
  expect(refused.length).toBeGreaterThan(5)
  const reason = { code: 'invalid_argument', hint: expect.stringContaining('Detach channels') }
  for (const it of refused) expect(it).toMatchObject({ reason })
  await expect(ana.session.presence.update('room:0', 'x'.repeat(3_900))).rejects.toMatchObject(reason)
  await ana.session.detach('room:1')
  await ana.session.attach('room:39', plain)
  await bob.session.publish('room:39', [outgoing('m-1', 1)])
  expect(await heard(ana, 1)).toEqual([1])
  expect(ana.recorder.of('connection').map(({ state }) => state.status)).toEqual(['connecting', 'connected'])
})

it('outlives an address that PubNub finds too long all the same', async () => {
  const standIn = await start()
  const [ana, bob] = [await join(standIn.port, 'ana'), await join(standIn.port, 'bob')]
  await ana.session.attach('a', plain)
  await ana.session.attach('b', plain)
  standIn.fail('/v2/subscribe', 400)
  await bob.session.publish('a', [outgoing('m-1', 1)])
  const { state } = await ana.recorder.until('a refusal', () =>
    ana.recorder.of('channel', 'b').find((event) => event.state.status === 'failed'),
  )
  standIn.fail('/v2/subscribe', null)
  expect(state).toMatchObject({ reason: { code: 'invalid_argument', message: expect.stringContaining('(400)') } })
  await ana.session.attach('c', plain)
  expect(ana.recorder.of('connection').map((event) => event.state.status)).not.toContain('failed')
})
