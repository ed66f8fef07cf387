import { expect, it } from 'vitest'
import { engineMessage, engineMessages, outcomeOffsets, usualRetention } from './engine-messages.ts'
import type { EngineBench } from './engine-bench.ts'

/** Offsets, order and what a message becomes. */
export function testEngineOrder(bench: EngineBench): void {
  it('knows a channel that nobody has used, with a stable epoch', async () => {
    const first = await bench.engine.position('room:a')
    expect(first).toMatchObject({ top: 0, floor: 0, start: 0 })
    expect((await bench.engine.position('room:a')).epoch).toBe(first.epoch)
  })

  it('keeps the epoch of an empty channel when its first message comes', async () => {
    const { epoch } = await bench.engine.position('room:a')
    const [outcome] = await bench.engine.publish('room:a', [engineMessage('a')], usualRetention)
    expect(outcome).toMatchObject({ kind: 'accepted', position: { epoch, offset: 1 } })
  })

  it('counts offsets from 1 without holes, in call order', async () => {
    const calls = ['a', 'b', 'c'].map((prefix) =>
      bench.engine.publish('room:a', engineMessages(3, prefix), usualRetention),
    )
    const outcomes = (await Promise.all(calls)).flat()
    expect(outcomeOffsets(outcomes)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9])
  })

  it('settles the publishes of a channel in the order of their calls', async () => {
    const settled: number[] = []
    const calls = [1, 2, 3, 4].map(async (call) => {
      await bench.engine.publish('room:a', engineMessages(call, `p${call}-`), usualRetention)
      settled.push(call)
    })
    await Promise.all(calls)
    expect(settled).toEqual([1, 2, 3, 4])
  })

  it('counts each channel on its own, whatever it is called', async () => {
    for (const channel of ['room:a', 'constructor', '__proto__', 'toString']) {
      const outcomes = await bench.engine.publish(channel, engineMessages(2), usualRetention)
      expect(outcomeOffsets(outcomes), channel).toEqual([1, 2])
    }
  })

  it('completes a message with its offset and server time, as text that history repeats', async () => {
    const [outcome] = await bench.engine.publish('room:a', [engineMessage('a', { data: '{"x":1}' })], usualRetention)
    if (outcome?.kind !== 'accepted') throw new Error('The message was not accepted')
    expect(JSON.parse(outcome.text)).toEqual({
      id: 'a',
      name: 'said',
      data: { x: 1 },
      clientId: 'ana',
      timestamp: bench.clock.date(),
      offset: 1,
    })
    const page = await bench.engine.history('room:a', { limit: 1, direction: 'backwards' })
    expect(page.messages).toEqual([{ offset: 1, timestamp: bench.clock.date(), text: outcome.text }])
  })

  it('orders an unstored message without giving it an offset', async () => {
    const batch = [engineMessage('a'), engineMessage('b', { store: false }), engineMessage('c')]
    const outcomes = await bench.engine.publish('room:a', batch, usualRetention)
    expect(outcomeOffsets(outcomes)).toEqual([1, null, 2])
    const [, unstored] = outcomes
    if (unstored?.kind !== 'accepted') throw new Error('The message was not accepted')
    expect(JSON.parse(unstored.text)).not.toHaveProperty('offset')
  })

  it('never lets time run backwards within a channel', async () => {
    await bench.engine.publish('room:a', [engineMessage('a')], usualRetention)
    const before = bench.clock.date()
    bench.clock.setBack(60_000)
    const [outcome] = await bench.engine.publish('room:a', [engineMessage('b')], usualRetention)
    expect(outcome).toMatchObject({ timestamp: before })
  })
}
