import type { PublishResult } from '@herenow/protocol'
import { describe, expect, it } from 'vitest'
import type { Engine } from '../engine/engine.ts'
import { memory } from '../engine/memory-engine.ts'
import { errorBody, refusal } from '../refusal.ts'
import { publishOf } from '../testing/support/outgoing-messages.ts'
import { startTestServer } from '../testing/support/test-server.ts'

describe('the key of a connection', () => {
  it('continues it alone, also for a client whose id the server made', async () => {
    const { client } = await startTestServer()
    const ana = await client()
    ana.socket.terminate()
    const again = await client({ resumeKey: ana.welcome.resumeKey })
    const { clientId, connectionId } = ana.welcome
    expect(again.welcome).toMatchObject({ clientId, connectionId, resumed: true })
  })

  it('is another one after each resume, and the old one stops working', async () => {
    const { client } = await startTestServer()
    const ana = await client({ clientId: 'ana' })
    ana.socket.terminate()
    const second = await client({ clientId: 'ana', resumeKey: ana.welcome.resumeKey })
    expect(second.welcome.resumeKey).not.toBe(ana.welcome.resumeKey)
    second.socket.terminate()
    const late = await client({ clientId: 'ana', resumeKey: ana.welcome.resumeKey })
    expect(late.welcome).toMatchObject({ resumed: false })
    const third = await client({ clientId: 'ana', resumeKey: second.welcome.resumeKey })
    expect(third.welcome).toMatchObject({ resumed: true, connectionId: ana.welcome.connectionId })
  })

  it('continues it for one of two sockets that show it; the other is a connection of its own', async () => {
    const { client } = await startTestServer()
    const ana = await client({ clientId: 'ana' })
    ana.socket.terminate()
    const { resumeKey } = ana.welcome
    const tabs = await Promise.all([1, 2].map(() => client({ clientId: 'ana', resumeKey })))
    expect(tabs.filter(({ welcome }) => welcome.resumed)).toHaveLength(1)
    expect(new Set(tabs.map(({ welcome }) => welcome.connectionId)).size).toBe(2)
    for (const tab of tabs) await tab.barrier()
  })

  it('cuts the socket that has the connection now, whichever key came before', async () => {
    const { client } = await startTestServer()
    const first = await client({ clientId: 'ana' })
    const second = await client({ clientId: 'ana', resumeKey: first.welcome.resumeKey })
    expect(await first.closed).toMatchObject({ code: 4006 })
    await client({ clientId: 'ana', resumeKey: second.welcome.resumeKey })
    expect(await second.closed).toMatchObject({ code: 4006 })
  })
})

/** An engine that refuses its first message for now. */
function briefEngine(): Engine {
  const engine = memory()
  let isFull = true
  return {
    durabilities: engine.durabilities,
    removeHistory: (channel) => engine.removeHistory(channel),
    removeMessage: (channel, id) => engine.removeMessage(channel, id),
    open: (context) => engine.open(context),
    async publish(channel, messages, ...rest) {
      if (!isFull) return engine.publish(channel, messages, ...rest)
      isFull = false
      const error = errorBody(refusal('server_error', 'The disk is full.', { retryable: true }))
      return messages.map(() => ({ kind: 'refused', error }))
    },
    position: (...call) => engine.position(...call),
    history: (...call) => engine.history(...call),
    close: () => engine.close(),
  }
}

function codesOf({ outcomes }: PublishResult): readonly string[] {
  return outcomes.map((outcome) => ('error' in outcome ? outcome.error.code : 'ok'))
}

it('goes on refusing what would overtake a refused message, also after a resume', async () => {
  const { client } = await startTestServer({ engine: briefEngine() })
  const ana = await client({ clientId: 'ana' })
  expect(codesOf(await ana.result('publish', publishOf('room:a', 'm1')))).toEqual(['server_error'])
  ana.socket.terminate()
  const again = await client({ clientId: 'ana', resumeKey: ana.welcome.resumeKey })
  expect(codesOf(await again.result('publish', publishOf('room:a', 'm2')))).toEqual(['out_of_order'])
  const inOrder = { ...publishOf('room:a', 'm1', 'm2'), resume: true }
  expect(codesOf(await again.result('publish', inOrder))).toEqual(['ok', 'ok'])
})
