import { limits } from '@herenow/protocol'
import { beforeEach, describe, expect, it } from 'vitest'
import type { EnginePage, EngineQuery } from '../engine/engine.ts'
import { engineMessage, engineMessages, offsetsOf, usualRetention } from './engine-messages.ts'
import type { EngineBench } from './engine-bench.ts'

/** Reading what was stored. */
export function testEngineHistory(bench: EngineBench): void {
  const read = (query: Partial<EngineQuery> = {}): Promise<EnginePage> =>
    bench.engine.history('room:a', { limit: 10, direction: 'forwards', ...query })

  it('reads nothing from an empty channel and says that this is all', async () => {
    expect(await read()).toMatchObject({ messages: [], more: false, complete: true, top: 0 })
  })

  it('reads no more than a page, however much is asked for', async () => {
    await bench.engine.publish('room:a', engineMessages(limits.messagesPerPage + 1), usualRetention)
    const page = await read({ limit: 100_000 })
    expect(page.messages).toHaveLength(limits.messagesPerPage)
    expect(page.more).toBe(true)
  })

  it('ends a page before it gets too large, but never without a message', async () => {
    const data = JSON.stringify('x'.repeat(limits.pageBytes / 2))
    const large = ['a', 'b', 'c'].map((id) => engineMessage(id, { data }))
    await bench.engine.publish('room:a', large, usualRetention)
    expect(offsetsOf(await read())).toEqual([1])
    const huge = engineMessage('d', { data: JSON.stringify('x'.repeat(limits.pageBytes)) })
    await bench.engine.publish('room:b', [huge], usualRetention)
    expect((await bench.engine.history('room:b', { limit: 5, direction: 'forwards' })).messages).toHaveLength(1)
  })

  describe('with ten messages, a second apart', () => {
    let epoch = ''
    let startedAt = 0
    beforeEach(async () => {
      startedAt = bench.clock.date()
      for (const message of engineMessages(10)) {
        await bench.engine.publish('room:a', [message], usualRetention)
        bench.clock.advance(1_000)
      }
      epoch = (await bench.engine.position('room:a')).epoch
    })

    it('reads forwards and backwards', async () => {
      expect(offsetsOf(await read({ limit: 3 }))).toEqual([1, 2, 3])
      expect(offsetsOf(await read({ limit: 3, direction: 'backwards' }))).toEqual([10, 9, 8])
    })

    it('says exactly whether something is left', async () => {
      expect((await read({ limit: 9 })).more).toBe(true)
      expect((await read({ limit: 10 })).more).toBe(false)
      expect((await read({ limit: 10, direction: 'backwards' })).more).toBe(false)
      expect((await read({ limit: 2, direction: 'backwards', after: { epoch, offset: 8 } })).more).toBe(false)
    })

    it('keeps all bounds at once, exclusive ones and inclusive ones', async () => {
      expect(offsetsOf(await read({ after: { epoch, offset: 7 } }))).toEqual([8, 9, 10])
      expect(offsetsOf(await read({ before: { epoch, offset: 3 } }))).toEqual([1, 2])
      expect(offsetsOf(await read({ until: { epoch, offset: 3 } }))).toEqual([1, 2, 3])
      expect(offsetsOf(await read({ after: { epoch, offset: 2 }, before: { epoch, offset: 5 } }))).toEqual([3, 4])
      expect(offsetsOf(await read({ start: startedAt + 2_000, end: startedAt + 4_000 }))).toEqual([3, 4, 5])
      expect(offsetsOf(await read({ start: startedAt + 2_500, until: { epoch, offset: 4 } }))).toEqual([4])
    })

    it('reads nothing where bounds leave nothing', async () => {
      for (const query of [
        { start: startedAt + 60_000 },
        { end: startedAt - 1 },
        { after: { epoch, offset: 5 }, before: { epoch, offset: 6 } },
        { after: { epoch, offset: 10 } },
        { before: { epoch, offset: 0 } },
      ]) {
        expect(await read(query), JSON.stringify(query)).toMatchObject({ messages: [], more: false })
      }
    })

    it('is complete after a position that it knows', async () => {
      expect((await read({ after: { epoch, offset: 0 } })).complete).toBe(true)
      expect((await read({ after: { epoch, offset: 10 } })).complete).toBe(true)
    })

    it('is not complete after a position ahead of it or of another epoch', async () => {
      expect(await read({ after: { epoch, offset: 11 } })).toMatchObject({ messages: [], complete: false })
      const foreign = await read({ after: { epoch: 'another', offset: 3 } })
      expect(foreign).toMatchObject({ complete: false, epoch })
      expect(offsetsOf(foreign)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
    })

    it('reads nothing before or up to a position of another epoch', async () => {
      const query = { direction: 'backwards' } as const
      expect(offsetsOf(await read({ ...query, before: { epoch: 'another', offset: 5 } }))).toEqual([])
      expect(offsetsOf(await read({ ...query, until: { epoch: 'another', offset: 5 } }))).toEqual([])
    })

    it('finds where the last messages and those since a time start', async () => {
      const { engine } = bench
      expect(await engine.position('room:a')).toMatchObject({ top: 10, start: 10 })
      expect(await engine.position('room:a', { last: 3 })).toMatchObject({ start: 7 })
      expect(await engine.position('room:a', { last: 50 })).toMatchObject({ start: 0 })
      expect(await engine.position('room:a', { since: startedAt + 8_000 })).toMatchObject({ start: 8 })
      expect(await engine.position('room:a', { since: startedAt + 60_000 })).toMatchObject({ start: 10 })
      expect(await engine.position('room:a', { since: 0 })).toMatchObject({ start: 0 })
    })
  })
}
