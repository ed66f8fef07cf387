import { renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { describe, expect, it } from 'vitest'
import {
  engineMessage,
  engineMessages,
  offsetsOf,
  outcomeOffsets,
  usualRetention,
} from '../../testing/engine-messages.ts'
import { openSqlite } from '../../testing/support/sqlite-bench.ts'
import { temporaryFolder } from '../../testing/support/sqlite-folder.ts'
import type { Engine, EngineOutcome } from '../engine.ts'

const large = JSON.stringify('x'.repeat(20_000))
const all = { limit: 200, direction: 'forwards' } as const

/** No page more than the file has now. */
function fillDisk(connection: DatabaseSync): void {
  connection.exec('PRAGMA max_page_count=1')
}

function emptyDisk(connection: DatabaseSync): void {
  connection.exec('PRAGMA max_page_count=1000000')
}

const publish = (engine: Engine, ...ids: readonly string[]): Promise<readonly EngineOutcome[]> =>
  engine.publish(
    'room:a',
    ids.map((id) => engineMessage(id, { data: large })),
    usualRetention,
  )

describe('a full disk', () => {
  it('refuses publishes with a retryable error that says what to do', async () => {
    const { engine, connection } = await openSqlite(join(temporaryFolder(), 'herenow.db'))
    fillDisk(connection)
    await expect(publish(engine, 'a')).rejects.toMatchObject({
      code: 'server_error',
      retryable: true,
      message: expect.stringContaining('full'),
      hint: expect.stringContaining('Free some space'),
    })
  })

  it('stores and shows nothing of the group that met it, and leaves no hole in the offsets', async () => {
    const { engine, connection } = await openSqlite(join(temporaryFolder(), 'herenow.db'))
    await publish(engine, 'a')
    const before = await engine.position('room:a')
    fillDisk(connection)
    const group = await Promise.allSettled([
      engine.publish('room:a', [engineMessage('small')], usualRetention),
      publish(engine, 'b'),
      engine.publish('room:b', [engineMessage('c')], usualRetention),
    ])
    expect(group.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected'])
    expect(await engine.position('room:a')).toEqual(before)
    expect(offsetsOf(await engine.history('room:a', all))).toEqual([1])
    expect(await engine.position('room:b')).toMatchObject({ top: 0 })
    emptyDisk(connection)
    // The very same ids: nothing remembers that they failed.
    expect(await publish(engine, 'small', 'b')).toMatchObject([{ kind: 'accepted' }, { kind: 'accepted' }])
    expect(outcomeOffsets(await engine.publish('room:b', [engineMessage('c')], usualRetention))).toEqual([1])
    expect(offsetsOf(await engine.history('room:a', all))).toEqual([1, 2, 3])
  })

  it('leaves reading as it was, and what is not stored goes through', async () => {
    const { engine, connection } = await openSqlite(join(temporaryFolder(), 'herenow.db'))
    await publish(engine, 'a', 'b')
    fillDisk(connection)
    const live = engineMessage('live', { store: false })
    const [stored, unstored] = await Promise.allSettled([
      publish(engine, 'c'),
      engine.publish('room:a', [live], usualRetention),
    ])
    expect(stored.status).toBe('rejected')
    expect(unstored).toMatchObject({ value: [{ kind: 'accepted', position: null }] })
    expect(await engine.publish('room:a', [live], usualRetention)).toMatchObject([{ kind: 'known', position: null }])
    expect(offsetsOf(await engine.history('room:a', all))).toEqual([1, 2])
  })

  it('refuses an unstored message together with the stored one of its call, and knows neither afterwards', async () => {
    const { engine, connection } = await openSqlite(join(temporaryFolder(), 'herenow.db'))
    const call = [engineMessage('live', { store: false }), engineMessage('kept', { data: large })]
    fillDisk(connection)
    await expect(engine.publish('room:a', call, usualRetention)).rejects.toMatchObject({ code: 'server_error' })
    emptyDisk(connection)
    const outcomes = await engine.publish('room:a', call, usualRetention)
    expect(outcomes.map(({ kind }) => kind)).toEqual(['accepted', 'accepted'])
  })

  it('has room again once retention has taken old messages, without a restart', async () => {
    const { engine, connection, clock } = await openSqlite(join(temporaryFolder(), 'herenow.db'))
    const retention = { messages: 1, seconds: 200 }
    const fill = (prefix: string): Promise<unknown> =>
      engine.publish(
        'room:a',
        Array.from({ length: 50 }, (_, i) => engineMessage(`${prefix}${i}`, { data: large })),
        retention,
      )
    await fill('old')
    fillDisk(connection)
    await expect(fill('new')).rejects.toMatchObject({ code: 'server_error' })
    clock.advance(300_000)
    await expect(fill('new')).resolves.toHaveLength(50)
  })
})

describe('a disk that can not be written', () => {
  it('refuses publishes, keeps reading, and is written again as soon as it can be', async () => {
    const { engine, connection, clock, complaints } = await openSqlite(join(temporaryFolder(), 'herenow.db'))
    await engine.publish('room:a', engineMessages(2), { messages: 1, seconds: 10 })
    connection.exec('PRAGMA query_only=1')
    await expect(publish(engine, 'a')).rejects.toMatchObject({ code: 'server_error', retryable: true })
    clock.advance(200_000)
    // Retention holds for readers although nothing can be removed; that is told once, not every second.
    expect(await engine.position('room:a')).toMatchObject({ top: 2, floor: 2 })
    expect(complaints).toEqual(['Old messages could not be removed; trying again'])
    connection.exec('PRAGMA query_only=0')
    expect(outcomeOffsets(await publish(engine, 'a'))).toEqual([3])
  })
})

describe('a file that is taken away while its server runs', () => {
  it.each([
    ['removed', (path: string) => rmSync(path)],
    ['moved', (path: string) => renameSync(path, `${path}.old`)],
  ])('confirms nothing any more when it was %s, because it would be lost', async (_, take) => {
    const path = join(temporaryFolder(), 'herenow.db')
    const { engine } = await openSqlite(path)
    await publish(engine, 'a')
    take(path)
    await expect(publish(engine, 'b')).rejects.toMatchObject({ code: 'server_error', retryable: true })
    expect(offsetsOf(await engine.history('room:a', all))).toEqual([1])
  })
})
