import { expect, it } from 'vitest'
import type { EngineEnd, EngineBench } from './engine-bench.ts'
import { engineMessage, engineMessages, offsetsOf, usualRetention } from './engine-messages.ts'

const twoMinutes = 120_000

/** Forgetting what was said in a channel, on request. */
export function testEngineRemoval(bench: EngineBench): void {
  const offsets = async (channel = 'room:a'): Promise<readonly number[]> =>
    offsetsOf(await bench.engine.history(channel, { limit: 100, direction: 'forwards' }))

  it('forgets the messages of one channel at once, and goes on counting in the same epoch', async () => {
    for (const channel of ['room:a', 'room:b']) await bench.engine.publish(channel, engineMessages(3), usualRetention)
    const { epoch } = await bench.engine.position('room:a')
    await bench.engine.removeHistory('room:a')
    expect(await offsets()).toEqual([])
    expect(await offsets('room:b')).toEqual([1, 2, 3])
    expect(await bench.engine.position('room:a', { last: 5 })).toMatchObject({ epoch, top: 3, floor: 3, start: 3 })
    const [outcome] = await bench.engine.publish('room:a', [engineMessage('next')], usualRetention)
    expect(outcome).toMatchObject({ position: { epoch, offset: 4 } })
    expect(await offsets()).toEqual([4])
  })

  it('says to whoever stood before what was removed that something is missing, and to whoever had it all nothing', async () => {
    await bench.engine.publish('room:a', engineMessages(3), usualRetention)
    const { epoch } = await bench.engine.position('room:a')
    await bench.engine.removeHistory('room:a')
    const after = async (offset: number): Promise<boolean> => {
      const query = { limit: 10, direction: 'forwards', after: { epoch, offset } } as const
      return (await bench.engine.history('room:a', query)).complete
    }
    expect(await after(2)).toBe(false)
    expect(await after(3)).toBe(true)
    expect((await bench.engine.position('room:a')).reachesBackTo).toBeGreaterThan(bench.clock.date() - 1)
  })

  it('removes what was published before, also in the same breath, and nothing of what comes after', async () => {
    const before = bench.engine.publish('room:a', engineMessages(2, 'before'), usualRetention)
    const removed = bench.engine.removeHistory('room:a')
    const after = bench.engine.publish('room:a', engineMessages(2, 'after'), usualRetention)
    await Promise.all([before, removed, after])
    expect(await offsets()).toEqual([3, 4])
  })

  it('knows the ids of removed messages for their two minutes', async () => {
    const [first] = await bench.engine.publish('room:a', [engineMessage('a')], usualRetention)
    if (first?.kind !== 'accepted') throw new Error('The message was not accepted')
    await bench.engine.removeHistory('room:a')
    const [again] = await bench.engine.publish('room:a', [engineMessage('a')], usualRetention)
    expect(again).toEqual({ kind: 'known', timestamp: first.timestamp, position: first.position })
    bench.clock.advance(twoMinutes)
    const [anew] = await bench.engine.publish('room:a', [engineMessage('a')], usualRetention)
    expect(anew).toMatchObject({ kind: 'accepted', position: { offset: 2 } })
  })

  it('forgets one message, wherever it stands, and leaves its place and its id', async () => {
    await bench.engine.publish('room:a', engineMessages(4), usualRetention)
    const before = await bench.engine.position('room:a')
    for (const id of ['m2', 'm4']) expect(await bench.engine.removeMessage('room:a', id)).toBe(true)
    expect(await offsets()).toEqual([1, 3])
    expect(await bench.engine.position('room:a')).toEqual(before)
    const [again, next] = await bench.engine.publish(
      'room:a',
      [engineMessage('m4'), engineMessage('next')],
      usualRetention,
    )
    expect([again, next]).toMatchObject([
      { kind: 'known', position: { offset: 4 } },
      { kind: 'accepted', position: { offset: 5 } },
    ])
    expect(await offsets()).toEqual([1, 3, 5])
  })

  it('says to nobody that something is missing where one message was removed', async () => {
    await bench.engine.publish('room:a', engineMessages(3), usualRetention)
    const { epoch } = await bench.engine.position('room:a')
    await bench.engine.removeMessage('room:a', 'm2')
    const page = await bench.engine.history('room:a', { limit: 10, direction: 'forwards', after: { epoch, offset: 1 } })
    expect(page).toMatchObject({ complete: true, more: false, messages: [{ offset: 3 }] })
    expect(await bench.engine.position('room:a', { last: 2 })).toMatchObject({ start: 0 })
  })

  it('has nothing to remove where there is no such message to read', async () => {
    await bench.engine.publish(
      'room:a',
      [
        engineMessage('unstored', { store: false }),
        engineMessage('gone', { ttl: 1 }),
        engineMessage('kept'),
        engineMessage('twice'),
      ],
      usualRetention,
    )
    bench.clock.advance(1_000)
    await bench.engine.removeMessage('room:a', 'twice')
    for (const id of ['unstored', 'gone', 'twice', 'never', '']) {
      expect(await bench.engine.removeMessage('room:a', id), id).toBe(false)
    }
    for (const channel of ['room:b', 'room:A']) expect(await bench.engine.removeMessage(channel, 'kept')).toBe(false)
    expect(await offsets()).toEqual([2])
  })

  it('removes a message that was published in the same breath', async () => {
    const published = bench.engine.publish('room:a', engineMessages(2), usualRetention)
    const removed = bench.engine.removeMessage('room:a', 'm1')
    expect([(await published).length, await removed]).toEqual([2, true])
    expect(await offsets()).toEqual([2])
  })

  it('leaves a channel alone that has nothing', async () => {
    await bench.engine.removeHistory('room:a')
    const [outcome] = await bench.engine.publish('room:a', [engineMessage('a')], usualRetention)
    expect(outcome).toMatchObject({ kind: 'accepted', position: { offset: 1 } })
  })
}

/** What was removed stays away from engines whose messages outlive them. */
export function testEngineRemovalOverRestart(bench: EngineBench, reopen: (end: EngineEnd) => Promise<void>): void {
  it.each<EngineEnd>(['closed', 'crashed'])('does not bring back what was removed before it was %s', async (end) => {
    await bench.engine.publish('room:a', engineMessages(3), usualRetention)
    await bench.engine.removeHistory('room:a')
    await reopen(end)
    const page = await bench.engine.history('room:a', { limit: 100, direction: 'forwards' })
    expect(page).toMatchObject({ messages: [], top: 3 })
  })

  it.each<EngineEnd>(['closed', 'crashed'])(
    'does not bring back one message that was removed before it was %s',
    async (end) => {
      await bench.engine.publish('room:a', engineMessages(3), usualRetention)
      await bench.engine.removeMessage('room:a', 'm2')
      await reopen(end)
      const page = await bench.engine.history('room:a', { limit: 100, direction: 'forwards' })
      expect(offsetsOf(page)).toEqual([1, 3])
    },
  )
}
