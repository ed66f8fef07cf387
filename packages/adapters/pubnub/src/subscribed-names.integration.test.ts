import { createRealEnv, createTestClock } from '@herenow/testing'
import { expect, it, onTestFinished } from 'vitest'
import { join, plain } from '../test-support/people.ts'
import type { StandIn, StandInOptions } from '../test-support/stand-in/stand-in.ts'
import { startStandIn } from '../test-support/stand-in/stand-in.ts'

async function start(options: Partial<StandInOptions> = {}): Promise<StandIn> {
  const standIn = await startStandIn(options)
  onTestFinished(() => standIn.close())
  return standIn
}

it('expects no answer any more once the last channel is left', async () => {
  const { port } = await start()
  const clock = createTestClock()
  const ana = await join(port, 'ana', { env: { ...createRealEnv(), clock } })
  const attached = ana.session.attach('room', plain)
  attached.catch(() => {})
  await clock.advance(0)
  await ana.session.detach('room')
  await expect(attached).rejects.toMatchObject({ code: 'connection_closed' })
  await clock.advance(11_000)
  expect(ana.recorder.of('connection').at(-1)?.state.status).toBe('connected')
})
