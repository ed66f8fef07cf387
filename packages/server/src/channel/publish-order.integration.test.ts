import type { ErrorBody } from '@herenow/protocol'
import { describe, expect, it } from 'vitest'
import type { Engine, EngineOutcome } from '../engine/engine.ts'
import { memory } from '../engine/memory-engine.ts'
import { idsOf, publishOf } from '../testing/support/outgoing-messages.ts'
import { startTestServer } from '../testing/support/test-server.ts'

const busy: ErrorBody = { code: 'server_error', message: 'The disk is full.', retryable: true }

/** A memory engine of which a test decides when a publish goes on, and whether it fails. */
function controlledEngine(): { engine: Engine; pending: { proceed(): void; fail(): void; reject(): void }[] } {
  const inner = memory()
  const pending: { proceed(): void; fail(): void; reject(): void }[] = []
  const engine: Engine = {
    durabilities: inner.durabilities,
    removeHistory: (channel) => inner.removeHistory(channel),
    removeMessage: (channel, id) => inner.removeMessage(channel, id),
    open: (context) => inner.open(context),
    close: () => inner.close(),
    position: (channel, start) => inner.position(channel, start),
    history: (channel, query) => inner.history(channel, query),
    publish: (channel, messages, retention) =>
      new Promise((resolve, reject) => {
        pending.push({
          proceed: () => resolve(inner.publish(channel, messages, retention)),
          fail: () => resolve(messages.map((): EngineOutcome => ({ kind: 'refused', error: busy }))),
          reject: () => reject(new Error('The engine broke')),
        })
      }),
  }
  return { engine, pending }
}

describe('the order of a publisher', () => {
  it('holds when an earlier publish fails while later ones are under way', async () => {
    const { engine, pending } = controlledEngine()
    const { client } = await startTestServer({ engine })
    const ana = await client({ clientId: 'ana' })
    await ana.ask({ type: 'attach', channel: 'room:a' })
    const answers = ['m1', 'm2', 'm3'].map((id) => ana.result('publish', publishOf('room:a', id)))
    await ana.barrier()
    // The second waits until it is known what became of the first.
    expect(pending).toHaveLength(1)
    pending[0]?.fail()
    const outcomes = (await Promise.all(answers)).map(({ outcomes: [outcome] }) => outcome)
    expect(outcomes).toMatchObject([
      { error: { code: 'server_error', retryable: true } },
      { error: { code: 'out_of_order', retryable: true } },
      { error: { code: 'out_of_order', retryable: true } },
    ])
    expect(pending).toHaveLength(1)
  })

  it('goes on when the publisher resumes, and only then', async () => {
    const { engine, pending } = controlledEngine()
    const { client } = await startTestServer({ engine })
    const ana = await client({ clientId: 'ana' })
    await ana.ask({ type: 'attach', channel: 'room:a' })
    const failing = ana.result('publish', publishOf('room:a', 'm1'))
    await ana.barrier()
    pending[0]?.fail()
    await failing
    const held = await ana.result('publish', publishOf('room:a', 'm2'))
    expect(held.outcomes).toMatchObject([{ error: { code: 'out_of_order' } }])
    const resumed = ana.result('publish', { ...publishOf('room:a', 'm1', 'm2'), resume: true })
    const later = ana.result('publish', publishOf('room:a', 'm3'))
    await ana.barrier()
    pending[1]?.proceed()
    await resumed
    await ana.barrier()
    pending[2]?.proceed()
    await later
    expect(idsOf(ana, 'room:a')).toEqual(['m1', 'm2', 'm3'])
  })

  it('holds nothing up on other channels, nor for other publishers', async () => {
    const { engine, pending } = controlledEngine()
    const { client } = await startTestServer({ engine })
    const [ana, bob] = [await client({ clientId: 'ana' }), await client({ clientId: 'bob' })]
    const failing = ana.result('publish', publishOf('room:a', 'a1'))
    await ana.barrier()
    pending[0]?.fail()
    await failing
    const others = [ana.result('publish', publishOf('room:b', 'a2')), bob.result('publish', publishOf('room:a', 'b1'))]
    await ana.barrier()
    await bob.barrier()
    for (const publish of pending.slice(1)) publish.proceed()
    for (const { outcomes } of await Promise.all(others)) expect(outcomes).toMatchObject([{ offset: 1 }])
  })

  it('drops what still waited on a socket that was replaced', async () => {
    const { engine, pending } = controlledEngine()
    const { client, server } = await startTestServer({ engine })
    const ana = await client({ clientId: 'ana' })
    ana.sendText(JSON.stringify(['m1', 'm2'].map((id, index) => ({ ...publishOf('room:a', id), id: index }))))
    await ana.barrier()
    const again = await client({ clientId: 'ana', resumeKey: ana.welcome.resumeKey })
    await ana.closed
    pending[0]?.proceed()
    await again.barrier()
    expect(pending).toHaveLength(1)
    expect((await server.history('room:a')).items.map((item) => item.id)).toEqual(['m1'])
  })

  it('is not disturbed by a refusal that is final', async () => {
    const { client } = await startTestServer({ limits: { messageBytes: 4 } })
    const ana = await client()
    await ana.ask(publishOf('room:a', 'too-large'))
    expect((await ana.result('publish', publishOf('room:a', 'm2'))).outcomes).toMatchObject([{ offset: 1 }])
  })

  it('answers and logs when the engine breaks, and shows nothing of its inside', async () => {
    const { engine, pending } = controlledEngine()
    const { client, complaints } = await startTestServer({ engine })
    const [ana, bob] = [await client(), await client()]
    await bob.ask({ type: 'attach', channel: 'room:a' })
    const failing = ana.result('publish', publishOf('room:a', 'm1'))
    await ana.barrier()
    pending[0]?.reject()
    const { outcomes } = await failing
    expect(outcomes).toMatchObject([{ error: { code: 'server_error', retryable: true } }])
    expect(JSON.stringify(outcomes)).not.toContain('broke')
    expect(complaints).toEqual(['Messages could not be stored'])
    await bob.barrier()
    expect(bob.all('message')).toEqual([])
  })

  it('tells nobody of a message before the engine has it', async () => {
    const { engine, pending } = controlledEngine()
    const { client } = await startTestServer({ engine })
    const [ana, bob] = [await client(), await client()]
    await bob.ask({ type: 'attach', channel: 'room:a' })
    const publishing = ana.result('publish', publishOf('room:a', 'm1'))
    await ana.barrier()
    await bob.barrier()
    expect(bob.all('message')).toEqual([])
    pending[0]?.proceed()
    await publishing
    await bob.barrier()
    expect(idsOf(bob, 'room:a')).toEqual(['m1'])
  })
})
