import { expect, it } from 'vitest'
import type { Engine } from '../engine/engine.ts'
import { memory } from '../engine/memory-engine.ts'
import { publishOf } from '../testing/support/outgoing-messages.ts'
import type { RequestFields } from '../testing/support/raw-client.ts'
import { startTestServer } from '../testing/support/test-server.ts'

/** A memory engine that reads nothing before it is let go on. */
function waitingEngine(): { readonly engine: Engine; readonly asked: () => number; readonly goOn: () => void } {
  const inner = memory()
  let asked = 0
  let goOn = (): void => {}
  const gate = new Promise<void>((resolve) => (goOn = resolve))
  const wait = (): Promise<void> => {
    asked += 1
    return gate
  }
  const engine: Engine = {
    durabilities: inner.durabilities,
    removeHistory: (channel) => inner.removeHistory(channel),
    removeMessage: (channel, id) => inner.removeMessage(channel, id),
    open: (context) => inner.open(context),
    publish: (...call) => inner.publish(...call),
    position: (...call) => wait().then(() => inner.position(...call)),
    history: (...call) => wait().then(() => inner.history(...call)),
    close: () => inner.close(),
  }
  return { engine, asked: () => asked, goOn: () => goOn() }
}

it.each<[string, RequestFields]>([
  ['attached', { type: 'attach', channel: 'room:a', presence: true }],
  ['looked back', { type: 'attach', channel: 'room:a', rewind: 5 }],
  ['read history', { type: 'history', channel: 'room:a', limit: 5, direction: 'backwards' }],
])('leaves nothing of a client that %s and left before the engine answered', async (_, request) => {
  const { engine, asked, goOn } = waitingEngine()
  const { client, server, clock, complaints } = await startTestServer({ engine })
  await server.publish('room:a', 'said', 1)
  clock.advance(10_000)
  const witness = await client()
  const pending = clock.pending
  const ana = await client({ clientId: 'ana' })
  ana.sendText(JSON.stringify({ ...request, id: 1 }))
  await witness.untilServer(() => asked() > 0)
  ana.socket.close(1000)
  await ana.closed
  await witness.untilServer(() => server.info().connections === 1)
  goOn()
  await witness.grant(publishOf('room:a', 'm2'))
  await witness.barrier()
  expect(await server.channels()).toEqual([])
  expect((await server.hereNow()).totalOccupancy).toBe(0)
  expect([server.info().channels, clock.pending, complaints]).toEqual([0, pending, []])
})
