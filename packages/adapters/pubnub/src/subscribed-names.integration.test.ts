import { createRealEnv, createTestClock } from '@herenow/testing'
import { expect, it, onTestFinished } from 'vitest'
import { heard, join, outgoing, plain, watching } from '../test-support/people.ts'
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

it('gives up who is there, and comes back to it with another token, at no cost of messages or states', async () => {
  const standIn = await start({ accessManager: true, hereNowTime: 0 })
  const all = { read: true, write: true }
  const everything = standIn.grant({ patterns: { '.*': all } })
  const tokens = [everything, standIn.grant({ channels: { room: all } }), everything]
  const token = (): Promise<string> => Promise.resolve(tokens.shift() ?? everything)
  const ana = await join(standIn.port, 'ana', { token })
  const bob = await join(standIn.port, 'bob', { token: () => Promise.resolve(everything) })
  await ana.session.attach('room', watching)
  await ana.session.presence.update('room', { here: true })
  await bob.session.attach('room', watching)
  await bob.recorder.until('who is there', () => bob.recorder.of('presence-snapshot')[0])
  const numbers = Array.from({ length: 30 }, (_, index) => index)
  const published = bob.session.publish(
    'room',
    numbers.map((number) => outgoing(`m-${number}`, number)),
  )
  await ana.session.refreshToken?.()
  await ana.recorder.until('hidden presence', () => ana.recorder.of('presence-hidden')[0])
  await published
  expect(await heard(ana, numbers.length)).toEqual(numbers)
  expect(ana.recorder.of('gap')).toEqual([])
  expect(await bob.session.presence.get('room')).toContainEqual(
    expect.objectContaining({ clientId: 'ana', state: { here: true } }),
  )
  expect(bob.recorder.of('presence').filter(({ connection }) => connection.clientId === 'ana')).toEqual([])

  await ana.session.refreshToken?.()
  const cy = await join(standIn.port, 'cy', { token: () => Promise.resolve(everything) })
  await cy.session.attach('room', plain)
  await ana.recorder.until('cy', () =>
    ana.recorder.of('presence').find(({ connection }) => connection.clientId === 'cy'),
  )
  expect(ana.recorder.of('presence-snapshot').length).toBeGreaterThan(1)
})
