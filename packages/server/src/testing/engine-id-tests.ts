import { expect, it } from 'vitest'
import { engineMessage, engineMessages, outcomeOffsets, usualRetention } from './engine-messages.ts'
import type { EngineBench } from './engine-bench.ts'

const window = 120_000

/** One message id is one message. */
export function testEngineIds(bench: EngineBench): void {
  const publish = (...messages: Parameters<typeof engineMessage>[]): ReturnType<EngineBench['engine']['publish']> =>
    bench.engine.publish(
      'room:a',
      messages.map((message) => engineMessage(...message)),
      usualRetention,
    )

  it('answers a known id with the first receipt and stores nothing', async () => {
    const [first] = await publish(['a'])
    bench.clock.advance(1_000)
    const [second] = await publish(['a', { data: '"other"' }])
    if (first?.kind !== 'accepted') throw new Error('The message was not accepted')
    expect(second).toEqual({ kind: 'known', timestamp: first.timestamp, position: first.position })
    expect(await bench.engine.position('room:a')).toMatchObject({ top: 1 })
  })

  it('takes an id twice in one call once', async () => {
    const outcomes = await publish(['a'], ['a'], ['b'])
    expect(outcomes.map((outcome) => outcome.kind)).toEqual(['accepted', 'known', 'accepted'])
    expect(outcomeOffsets(outcomes)).toEqual([1, 1, 2])
  })

  it("refuses another client's id without showing its receipt", async () => {
    await publish(['a'])
    const [outcome] = await publish(['a', { clientId: 'bob' }])
    expect(outcome).toMatchObject({ kind: 'refused', error: { code: 'forbidden' } })
    expect(outcome).not.toHaveProperty('position')
  })

  it('takes the same id in two channels as two messages', async () => {
    await publish(['a'])
    const [outcome] = await bench.engine.publish('room:b', [engineMessage('a')], usualRetention)
    expect(outcome?.kind).toBe('accepted')
  })

  it('knows the id of an unstored message for two minutes', async () => {
    await publish(['a', { store: false }])
    bench.clock.advance(window - 1)
    expect((await publish(['a', { store: false }]))[0]).toMatchObject({ kind: 'known', position: null })
    bench.clock.advance(2)
    expect((await publish(['a', { store: false }]))[0]?.kind).toBe('accepted')
  })

  it('knows the id of a stored message as long as history has it', async () => {
    await publish(['a'])
    bench.clock.advance(10 * window)
    expect((await publish(['a']))[0]).toMatchObject({ kind: 'known', position: { offset: 1 } })
  })

  it('knows the oldest of ten thousand ids while history holds it', async () => {
    const retention = { messages: 20_000, seconds: 86_400 }
    await bench.engine.publish('room:a', engineMessages(10_001), retention)
    bench.clock.advance(2 * window)
    const [outcome] = await bench.engine.publish('room:a', [engineMessage('m1')], retention)
    expect(outcome).toMatchObject({ kind: 'known', position: { offset: 1 } })
  })

  it('knows an id for two minutes after retention took its message', async () => {
    const retention = { messages: 1, seconds: 1 }
    await bench.engine.publish('room:a', [engineMessage('a'), engineMessage('b')], retention)
    bench.clock.advance(60_000)
    const [outcome] = await bench.engine.publish('room:a', [engineMessage('a')], retention)
    expect(outcome).toMatchObject({ kind: 'known', position: { offset: 1 } })
    bench.clock.advance(window)
    const [later] = await bench.engine.publish('room:a', [engineMessage('a')], retention)
    expect(later).toMatchObject({ kind: 'accepted', position: { offset: 3 } })
  })
}
