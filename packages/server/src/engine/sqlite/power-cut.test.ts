import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { engineMessage, engineMessages, offsetsOf, usualRetention } from '../../testing/engine-messages.ts'
import { ManualClock } from '../../testing/manual-clock.ts'
import type { SqliteBenchOptions } from '../../testing/support/sqlite-bench.ts'
import { openSqlite } from '../../testing/support/sqlite-bench.ts'
import { copyAsCrashed, temporaryFolder } from '../../testing/support/sqlite-folder.ts'
import type { ChannelPosition, Durability, Engine, EngineQuery } from '../engine.ts'

interface Before {
  readonly position: ChannelPosition
  readonly clock: ManualClock
  /** Opens the file as the end of the first engine has left it. */
  readonly after: (options: SqliteBenchOptions) => Promise<Engine>
}

/** An engine with three messages, whose process has ended without a word. */
async function crashed(durability: Durability): Promise<Before> {
  const folder = temporaryFolder()
  const clock = new ManualClock()
  const { engine } = await openSqlite(join(folder, 'a/herenow.db'), { clock })
  await engine.publish('room:a', engineMessages(3), usualRetention, durability)
  const position = await engine.position('room:a')
  copyAsCrashed(join(folder, 'a'), join(folder, 'b'))
  clock.advance(5_000)
  return {
    position,
    clock,
    after: async (options) => (await openSqlite(join(folder, 'b/herenow.db'), { clock, ...options })).engine,
  }
}

describe('a file whose server ended without a word', () => {
  it('goes on in its epoch when the machine has been running since', async () => {
    const { position, after } = await crashed('os')
    const engine = await after({ boot: 'id:first' })
    expect(await engine.position('room:a')).toEqual(position)
  })

  it('starts another epoch when the machine was started anew: confirmed messages may be gone', async () => {
    const { position, after } = await crashed('os')
    const engine = await after({ boot: 'id:second' })
    expect((await engine.position('room:a')).epoch).not.toBe(position.epoch)
  })

  it('keeps its epoch also then, when all that it confirmed was on the disk', async () => {
    const { position, after } = await crashed('disk')
    const engine = await after({ boot: 'id:second' })
    expect(await engine.position('room:a')).toEqual(position)
  })

  it('takes a boot time that is a little off for the same, and another for another', async () => {
    const folder = temporaryFolder()
    const open = async (name: string, boot: string): Promise<Engine> =>
      (await openSqlite(join(folder, name, 'herenow.db'), { boot })).engine
    const first = await open('a', 'at:1000000')
    await first.publish('room:a', engineMessages(1), usualRetention)
    const { epoch } = await first.position('room:a')
    for (const name of ['b', 'c']) copyAsCrashed(join(folder, 'a'), join(folder, name))
    expect((await (await open('b', 'at:1009000')).position('room:a')).epoch).toBe(epoch)
    expect((await (await open('c', 'at:1090000')).position('room:a')).epoch).not.toBe(epoch)
  })
})

describe('after an epoch ended with a power cut', () => {
  it('what was kept can be read, but nothing is said to continue from before', async () => {
    const { position, after, clock } = await crashed('os')
    const engine = await after({ boot: 'id:second' })
    const query = { limit: 10, direction: 'forwards' } as const
    expect(offsetsOf(await engine.history('room:a', query))).toEqual([1, 2, 3])
    const old = { epoch: position.epoch, offset: 3 }
    expect(await engine.history('room:a', { ...query, after: old })).toMatchObject({ complete: false })
    const unknown = { epoch: 'of another file', offset: 3 }
    expect(offsetsOf(await engine.history('room:a', { ...query, after: unknown }))).toEqual([1, 2, 3])
    expect(await engine.position('room:a')).toMatchObject({ reachesBackTo: clock.date() })
    expect(await engine.position('never:used')).toMatchObject({ reachesBackTo: clock.date() })
  })

  it('a position of the old epoch stands where the channel went on, so that nothing is read twice', async () => {
    const { position, after } = await crashed('os')
    const engine = await after({ boot: 'id:second' })
    await engine.publish('room:a', engineMessages(2, 'new'), usualRetention)
    const read = async (query: Partial<EngineQuery>): Promise<readonly [readonly number[], boolean]> => {
      const page = await engine.history('room:a', { limit: 10, direction: 'forwards', ...query })
      return [offsetsOf(page), page.complete]
    }
    const at = (offset: number): { epoch: string; offset: number } => ({ epoch: position.epoch, offset })
    expect(await read({ after: at(2) })).toEqual([[3, 4, 5], false])
    // The client had seen two messages that the power cut took.
    expect(await read({ after: at(5) })).toEqual([[4, 5], false])
    expect(await read({ before: at(3), direction: 'backwards' })).toEqual([[2, 1], true])
    expect(await read({ before: at(6), direction: 'backwards' })).toEqual([[3, 2, 1], false])
    expect(await read({ until: at(2) })).toEqual([[1, 2], true])
  })

  it('offsets go on, and ids that are still there stay known', async () => {
    const { after } = await crashed('os')
    const engine = await after({ boot: 'id:second' })
    const { epoch } = await engine.position('room:a')
    const outcomes = await engine.publish('room:a', [engineMessage('m3'), engineMessage('m4')], usualRetention)
    expect(outcomes).toMatchObject([
      { kind: 'known', position: { epoch, offset: 3 } },
      { kind: 'accepted', position: { epoch, offset: 4 } },
    ])
  })
})

it('keeps its epoch over a clean end, whatever happens to the machine afterwards', async () => {
  const path = join(temporaryFolder(), 'herenow.db')
  const first = await openSqlite(path)
  await first.engine.publish('room:a', engineMessages(3), usualRetention)
  const position = await first.engine.position('room:a')
  await first.engine.close()
  const { engine } = await openSqlite(path, { boot: 'id:second', clock: first.clock })
  expect(await engine.position('room:a')).toEqual(position)
})

it('starts another epoch when it is told that the file was put back, and only then', async () => {
  const path = join(temporaryFolder(), 'herenow.db')
  const epochs: string[] = []
  for (const newEpoch of [false, true, false]) {
    const { engine } = await openSqlite(path, { newEpoch })
    await engine.publish('room:a', engineMessages(3), usualRetention)
    epochs.push((await engine.position('room:a')).epoch)
    await engine.close()
  }
  expect(epochs[1]).not.toBe(epochs[0])
  expect(epochs[2]).toBe(epochs[1])
})

it('gives another file another epoch', async () => {
  const folder = temporaryFolder()
  const epochs = ['a', 'b'].map(async (name) => {
    const { engine } = await openSqlite(join(folder, `${name}.db`))
    return (await engine.position('room:a')).epoch
  })
  expect(new Set(await Promise.all(epochs)).size).toBe(2)
})
