import { describe, expect, it } from 'vitest'
import type { Engine } from '../engine/engine.ts'
import { memory } from '../engine/memory-engine.ts'
import { idsOf, numbered, outgoingMessages, publishOf } from '../testing/support/outgoing-messages.ts'
import { startTestServer } from '../testing/support/test-server.ts'

/** A memory engine that stores nothing before it is let go on. */
function slowEngine(): Engine & { goOn(): void } {
  const inner = memory()
  let goOn = (): void => {}
  const gate = new Promise<void>((resolve) => (goOn = resolve))
  return {
    durabilities: inner.durabilities,
    removeHistory: (channel) => inner.removeHistory(channel),
    removeMessage: (channel, id) => inner.removeMessage(channel, id),
    open: (context) => inner.open(context),
    close: () => inner.close(),
    position: (channel, start) => inner.position(channel, start),
    history: (channel, query) => inner.history(channel, query),
    async publish(channel, messages, retention) {
      await gate
      return inner.publish(channel, messages, retention)
    },
    goOn: () => goOn(),
  }
}

describe('while an engine is slow', () => {
  it('pings are answered, nobody is shown what is not stored, and what was sent meanwhile keeps its order', async () => {
    const engine = slowEngine()
    const { client } = await startTestServer({ engine })
    const [ana, ben] = [await client(), await client()]
    await ben.grant({ type: 'attach', channel: 'a' })
    const publishes = [1, 2, 3].map((number) => ana.ask(publishOf('a', `m${number}`)))
    // The same message again, as a client sends it that got no answer in time.
    const again = ana.ask(publishOf('a', 'm1'))
    await ana.grant({ type: 'ping' })
    await ben.grant({ type: 'ping' })
    expect(idsOf(ben, 'a')).toEqual([])

    engine.goOn()
    await Promise.all(publishes)
    expect(await again).toMatchObject({ result: { outcomes: [{ offset: 1, duplicate: true }] } })
    await ben.until(() => idsOf(ben, 'a').length === 3)
    expect(idsOf(ben, 'a')).toEqual(['m1', 'm2', 'm3'])
  })

  it('what waits of one connection is bounded: the rest is refused for now, in its place', async () => {
    const engine = slowEngine()
    const { client, server } = await startTestServer({ engine })
    const ana = await client()
    const data = 'x'.repeat(60_000)
    const asked = numbered('m', 300).map((id) =>
      ana.ask({ type: 'publish', channel: 'a', messages: outgoingMessages([id], data) }),
    )
    const ben = await client()
    const other = ben.ask(publishOf('a', 'of-ben'))
    await ana.grant({ type: 'ping' })

    engine.goOn()
    const outcomes = (await Promise.all(asked)).map((answer) => JSON.stringify(answer))
    const stored = outcomes.findIndex((answer) => answer.includes('rate_limited'))
    expect(stored).toBeGreaterThan(250)
    expect(outcomes.slice(0, stored).every((answer) => answer.includes('"offset"'))).toBe(true)
    expect(outcomes.slice(stored + 1).every((answer) => answer.includes('out_of_order'))).toBe(true)
    expect(await other).toMatchObject({ type: 'ok' })
    expect((await server.history('a', { limit: 1, direction: 'forwards' })).items).toHaveLength(1)

    expect(await ana.ask({ ...publishOf('a', 'again'), resume: true })).toMatchObject({
      result: { outcomes: [{ offset: expect.any(Number) }] },
    })
  })
})
