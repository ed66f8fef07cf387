import { expect, it, onTestFinished } from 'vitest'
import { nativeClient } from '../test-support/native-client.ts'
import { heard, join, plain } from '../test-support/people.ts'
import type { StandIn, StandInOptions } from '../test-support/stand-in/stand-in.ts'
import { startStandIn } from '../test-support/stand-in/stand-in.ts'

// On the other side: a client of PubNub that may publish, and means harm.

async function start(options: Partial<StandInOptions> = {}): Promise<StandIn> {
  const standIn = await startStandIn(options)
  onTestFinished(() => standIn.close())
  return standIn
}

it('does not end the history of others by saying that a stored message is not', async () => {
  const { port } = await start()
  const [ana, mallory] = [await join(port, 'ana'), nativeClient(port, 'mallory')]
  await ana.session.attach('room', plain)
  await mallory.publish({ channel: 'room', message: 'first' })
  const meta = { herenow: { id: 'x', name: 'said', store: false } }
  await mallory.publish({ channel: 'room', message: 'forged', meta })
  const { items, next } = await ana.session.history('room', { limit: 1, direction: 'backwards' })
  expect(items).toMatchObject([{ data: 'forged', position: { epoch: 'pubnub' } }])
  expect(next && (await ana.session.history('room', next)).items).toMatchObject([{ data: 'first' }])
  await heard(ana, 2)
  expect(ana.recorder.of('message').map(({ message }) => message.position?.epoch)).toEqual(['pubnub', undefined])
})
