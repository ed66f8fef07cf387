import { statSync } from 'node:fs'
import { join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { describe, expect, it } from 'vitest'
import { engineMessage, engineMessages, usualRetention } from '../../testing/engine-messages.ts'
import { openSqlite } from '../../testing/support/sqlite-bench.ts'
import { temporaryFolder } from '../../testing/support/sqlite-folder.ts'

const kilobyte = JSON.stringify('x'.repeat(1_000))

function rows(connection: DatabaseSync): number {
  return Number(connection.prepare('SELECT count(*) AS count FROM m').get()?.['count'])
}

function textBytes(connection: DatabaseSync): number {
  return Number(connection.prepare('SELECT coalesce(sum(length(text)), 0) AS sum FROM m').get()?.['sum'])
}

describe('removing old messages from the file', () => {
  it('comes to its end on its own, in steps of a bounded number of rows', async () => {
    const { engine, clock, connection } = await openSqlite(join(temporaryFolder(), 'herenow.db'))
    for (let part = 0; part < 10; part += 1) {
      await engine.publish('room:a', engineMessages(500, `part${part}-`), { messages: 10, seconds: 3_600 })
    }
    clock.advance(130_000)
    expect(rows(connection)).toBe(10)
    await engine.publish('room:b', engineMessages(2_000), { messages: 10, seconds: 200 })
    clock.advance(200_000)
    const before = rows(connection)
    clock.advance(10)
    expect(before - rows(connection)).toBeLessThanOrEqual(250)
    clock.advance(10_000)
    expect(rows(connection)).toBe(10)
  })

  it('reaches every channel, however many there are', async () => {
    const { engine, clock, connection } = await openSqlite(join(temporaryFolder(), 'herenow.db'))
    const publishes = Array.from({ length: 350 }, (_, i) =>
      engine.publish(`room:${i}`, engineMessages(3), { messages: 1, seconds: 3_600 }),
    )
    await Promise.all(publishes)
    clock.advance(130_000)
    expect(rows(connection)).toBe(350)
  })

  it('forgets channels that nothing was in for a day, in steps, but uses none of their offsets again', async () => {
    const path = join(temporaryFolder(), 'herenow.db')
    const first = await openSqlite(path)
    const { clock } = first
    await Promise.all(
      Array.from({ length: 350 }, (_, i) =>
        first.engine.publish(`room:${i}`, engineMessages(3), { messages: 1, seconds: i === 2 ? 1_000_000 : 60 }),
      ),
    )
    const { epoch } = await first.engine.position('room:0')
    clock.advance(200_000)
    await first.engine.close()
    // A day goes by between two runs.
    clock.setBack(-86_400_000)
    const { engine, connection } = await openSqlite(path, { clock, isAttached: (channel) => channel === 'room:1' })
    const channels = (): number => Number(connection.prepare('SELECT count(*) AS count FROM channel').get()?.['count'])
    expect(channels()).toBe(350)
    clock.advance(1_000)
    expect(channels()).toBeGreaterThanOrEqual(250)
    clock.advance(10_000)
    expect(channels()).toBe(2)
    expect(await engine.position('room:0')).toMatchObject({ epoch, top: 3, floor: 3 })
    const [next] = await engine.publish('room:0', [engineMessage('m1')], usualRetention)
    expect(next).toMatchObject({ kind: 'accepted', position: { epoch, offset: 4 } })
  })

  it('lets go of the text of a message at the end of its own time, and keeps its id', async () => {
    const { engine, clock, connection } = await openSqlite(join(temporaryFolder(), 'herenow.db'))
    const expiring = Array.from({ length: 600 }, (_, i) => engineMessage(`m${i}`, { data: kilobyte, ttl: 10 }))
    await engine.publish('room:a', expiring, usualRetention)
    clock.advance(12_000)
    expect(textBytes(connection)).toBe(0)
    const [again] = await engine.publish('room:a', [engineMessage('m5')], usualRetention)
    expect(again).toMatchObject({ kind: 'known', position: { offset: 6 } })
  })

  it('keeps at most 16 MiB of recent messages beyond the count of the retention, and their ids', async () => {
    const { engine, connection } = await openSqlite(join(temporaryFolder(), 'herenow.db'))
    const data = JSON.stringify('x'.repeat(60_000))
    for (let i = 0; i < 400; i += 1) {
      await engine.publish('room:a', [engineMessage(`m${i}`, { data })], { messages: 10, seconds: 3_600 })
    }
    expect(textBytes(connection)).toBeLessThanOrEqual(16_777_216)
    const { top, floor } = await engine.position('room:a')
    expect((top - floor) * 60_000).toBeLessThanOrEqual(16_777_216)
    expect((top - floor) * 60_000).toBeGreaterThan(16_000_000)
    const [again] = await engine.publish('room:a', [engineMessage('m0')], usualRetention)
    expect(again).toMatchObject({ kind: 'known', position: { offset: 1 } })
  })

  it('uses the room again: the file stops growing, and so does the log beside it', async () => {
    const path = join(temporaryFolder(), 'herenow.db')
    const { engine, clock } = await openSqlite(path)
    const sizes: number[] = []
    for (let round = 0; round < 12; round += 1) {
      const batch = Array.from({ length: 1_000 }, (_, i) => engineMessage(`r${round}-${i}`, { data: kilobyte }))
      await engine.publish('room:a', batch, { messages: 100, seconds: 3_600 })
      clock.advance(130_000)
      sizes.push(statSync(path).size)
    }
    expect(sizes.at(-1)).toBeLessThanOrEqual((sizes[3] ?? 0) * 1.1)
    expect(statSync(`${path}-wal`).size).toBeLessThan(16_777_216)
  })

  it('leaves a channel alone once nothing of it is left, and finds it again with its next message', async () => {
    const { engine, clock, connection } = await openSqlite(join(temporaryFolder(), 'herenow.db'))
    const holding = (): unknown => connection.prepare('SELECT count(*) AS count FROM channel WHERE holds = 1').get()
    const short = { messages: 10, seconds: 1 }
    await engine.publish('room:a', engineMessages(3), short)
    clock.advance(130_000)
    expect(holding()).toEqual({ count: 0 })
    await engine.publish('room:a', engineMessages(3, 'later'), short)
    expect(holding()).toEqual({ count: 1 })
    clock.advance(130_000)
    expect(rows(connection)).toBe(0)
  })
})
