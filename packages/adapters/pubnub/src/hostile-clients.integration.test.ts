import { expect, it, onTestFinished } from 'vitest'
import { nativeClient, subscribed } from '../test-support/native-client.ts'
import { heard, join, outgoing, plain, watching } from '../test-support/people.ts'
import type { StandIn, StandInOptions } from '../test-support/stand-in/stand-in.ts'
import { keys, startStandIn } from '../test-support/stand-in/stand-in.ts'

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

/** As no SDK would: `null` is not a message to it. */
async function publishRaw(port: number, channel: string, message: unknown): Promise<void> {
  const path = `/publish/${keys.publishKey}/${keys.subscribeKey}/0/${channel}/0/${encodeURIComponent(JSON.stringify(message))}`
  await fetch(`http://127.0.0.1:${port}${path}?uuid=mallory`)
}

it('does not end a session with something that the SDK can not read, and hides no message with it', async () => {
  const standIn = await start()
  const [ana, bob] = [await join(standIn.port, 'ana'), await join(standIn.port, 'bob')]
  await ana.session.attach('room', watching)
  await publishRaw(standIn.port, 'room-pnpres', null)
  // Nobody listens now: this is read from history.
  await bob.session.publish('room', [outgoing('m-1', 1)])
  await heard(ana, 1)
  await publishRaw(standIn.port, 'room-pnpres', null)
  await bob.session.publish('room', [outgoing('m-2', 2), outgoing('m-3', 3)])
  expect(await heard(ana, 3)).toEqual([1, 2, 3])
  expect(ana.recorder.of('connection').at(-1)?.state.status).toBe('connected')
  expect(ana.recorder.of('gap')).toEqual([])
  expect(ana.recorder.of('error')).toMatchObject([
    { error: { code: 'protocol_error' } },
    { error: { code: 'protocol_error' } },
  ])
})

it('takes nobody’s place in presence by events that PubNub would not send', async () => {
  const { port } = await start()
  const [ana, bob] = [await join(port, 'ana'), nativeClient(port, 'bob')]
  await ana.session.attach('room', watching)
  for (const event of [
    { action: 'interval', join: 'abc', occupancy: 1 },
    { action: 'join' },
    { action: 'leave', uuid: {} },
  ])
    await publishRaw(port, 'room-pnpres', event)
  await subscribed(bob, 'room')
  await ana.recorder.until('bob', () =>
    ana.recorder.of('presence').find(({ connection }) => connection.clientId === 'bob'),
  )
  expect(ana.recorder.of('presence').map(({ connection }) => connection.clientId)).not.toContain('')
  expect(ana.recorder.of('error')).toEqual([])
})
