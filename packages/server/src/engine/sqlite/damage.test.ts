import { closeSync, openSync, readFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { assert, constantFrom, integer, property, tuple } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { engineMessage, engineMessages, offsetsOf, usualRetention } from '../../testing/engine-messages.ts'
import type { SqliteBench } from '../../testing/support/sqlite-bench.ts'
import { openSqlite } from '../../testing/support/sqlite-bench.ts'
import { temporaryFolder } from '../../testing/support/sqlite-folder.ts'
import type { Engine, EnginePage, EngineQuery } from '../engine.ts'
import { nextSound } from './damage.ts'

const forwards = { limit: 200, direction: 'forwards' } as const
const backwards = { limit: 200, direction: 'backwards' } as const

/** Ten messages, and what a test does to their rows. */
async function tenMessages(damage: (connection: DatabaseSync) => void): Promise<SqliteBench> {
  const bench = await openSqlite(join(temporaryFolder(), 'herenow.db'))
  await bench.engine.publish('room:a', engineMessages(10), usualRetention)
  damage(bench.connection)
  return bench
}

/** Reads page by page to the end. */
async function readAll(engine: Engine, query: EngineQuery): Promise<readonly EnginePage[]> {
  const pages: EnginePage[] = []
  let from: Pick<EngineQuery, 'after' | 'before'> = {}
  for (let more = true; more;) {
    const page = await engine.history('room:a', { ...query, ...from })
    pages.push(page)
    more = page.more
    const position = { epoch: page.epoch, offset: page.messages.at(-1)?.offset ?? 0 }
    from = query.direction === 'forwards' ? { after: position } : { before: position }
  }
  return pages
}

const shape = (pages: readonly EnginePage[]): readonly (readonly [readonly number[], boolean])[] =>
  pages.map((page) => [offsetsOf(page), page.complete])

describe('a row whose text is not the one that was stored', () => {
  it.each([
    ['has lost a byte', 'substr(text, 1, length(text) - 1)'],
    ['says something else', "replace(text, 'm5', 'mm')"],
    ['is no text of ours', "'x'"],
  ])('costs its own message only when it %s', async (_, text) => {
    const { engine, complaints } = await tenMessages((connection) => {
      connection.exec(`UPDATE m SET text = ${text} WHERE offset = 5`)
    })
    expect(shape(await readAll(engine, forwards))).toEqual([
      [[1, 2, 3, 4], true],
      [[6, 7, 8, 9, 10], false],
    ])
    expect(shape(await readAll(engine, backwards))).toEqual([
      [[10, 9, 8, 7, 6], true],
      [[4, 3, 2, 1], false],
    ])
    expect(complaints).toEqual(['Message 5 of the channel "room:a" can\'t be read: the database is damaged'])
  })

  it('is a gap for whoever was before it, and none for whoever was behind', async () => {
    const { engine } = await tenMessages((connection) => {
      connection.exec("UPDATE m SET text = 'x' WHERE offset = 5")
    })
    await engine.history('room:a', forwards)
    expect(await engine.position('room:a')).toMatchObject({ top: 10, floor: 5 })
  })

  it('is found in rows that an earlier version stored without a checksum, too', async () => {
    const { engine } = await tenMessages((connection) => {
      connection.exec('UPDATE m SET crc = NULL; UPDATE m SET text = substr(text, 2) WHERE offset = 5')
    })
    expect(shape(await readAll(engine, forwards))).toEqual([
      [[1, 2, 3, 4], true],
      [[6, 7, 8, 9, 10], false],
    ])
  })
})

const pageBytes = 4_096
const leafOfTable = 10

/** Overwrites the pages of a closed file whose cells hold the given texts. Returns how many there were. */
function overwritePages(path: string, texts: readonly string[]): number {
  const content = readFileSync(path)
  const file = openSync(path, 'r+')
  let count = 0
  for (let start = pageBytes; start < content.length; start += pageBytes) {
    const page = content.subarray(start, start + pageBytes)
    const isWanted = page[0] === leafOfTable && texts.some((text) => page.includes(text))
    if (!isWanted) continue
    writeSync(file, new Uint8Array(pageBytes).fill(0xa5), 0, pageBytes, start)
    count += 1
  }
  closeSync(file)
  return count
}

describe('a file that is damaged in the middle', () => {
  async function damagedFile(): Promise<SqliteBench> {
    const path = join(temporaryFolder(), 'herenow.db')
    const first = await openSqlite(path)
    const data = JSON.stringify('x'.repeat(200))
    const messages = Array.from({ length: 300 }, (_, i) => engineMessage(`m${i + 1}`, { data }))
    await first.engine.publish('room:a', messages, { messages: 1_000, seconds: 3_600 })
    await first.engine.publish('room:b', engineMessages(3, 'other'), usualRetention)
    await first.engine.close()
    expect(overwritePages(path, ['"id":"m150"'])).toBeGreaterThan(0)
    return openSqlite(path, { clock: first.clock })
  }

  it('costs what was there, in both directions; the rest is read', async () => {
    const { engine, complaints } = await damagedFile()
    for (const query of [forwards, backwards]) {
      const pages = await readAll(engine, query)
      const read = pages.flatMap(offsetsOf)
      expect(read.length).toBeGreaterThan(270)
      expect(read.length).toBeLessThan(300)
      expect(read).not.toContain(150)
      expect(new Set(read).size).toBe(read.length)
      expect(pages.filter((page) => !page.complete)).toHaveLength(1)
    }
    expect(complaints).toHaveLength(1)
    expect(complaints[0]).toMatch(/^Messages \d+ to \d+ of the channel "room:a" can't be read/)
  })

  it('takes messages as before, in the same channel and in others', async () => {
    const { engine } = await damagedFile()
    const outcomes = await Promise.all([
      engine.publish('room:a', engineMessages(2, 'new'), usualRetention),
      engine.publish('room:b', engineMessages(2, 'new'), usualRetention),
    ])
    expect(outcomes.flat()).toMatchObject([
      { kind: 'accepted', position: { offset: 301 } },
      { kind: 'accepted', position: { offset: 302 } },
      { kind: 'accepted', position: { offset: 4 } },
      { kind: 'accepted', position: { offset: 5 } },
    ])
  })

  it('still lets go of old messages, and says once what it can not remove', async () => {
    const { engine, clock, complaints } = await damagedFile()
    clock.advance(3_600_000 + 120_000)
    expect(await engine.position('room:a')).toMatchObject({ floor: 300, top: 300 })
    expect(offsetsOf(await engine.history('room:a', forwards))).toEqual([])
    expect(complaints.filter((text) => text.startsWith('Old messages'))).toEqual([
      'Old messages of the channel "room:a" can\'t be removed: the database is damaged',
    ])
    const [next] = await engine.publish('room:a', engineMessages(1, 'new'), usualRetention)
    expect(next).toMatchObject({ kind: 'accepted', position: { offset: 301 } })
  })
})

it('finds the end of any damage, in either direction', () => {
  const ranges = tuple(integer({ min: 1, max: 300 }), integer({ min: 0, max: 200 }), integer({ min: 0, max: 200 }))
  assert(
    property(ranges, constantFrom(1, -1), ([from, damaged, sound], direction) => {
      const end = from + direction * (damaged + sound)
      const isSound = (offset: number): boolean => (offset - from) * direction >= damaged
      const expected = from + direction * damaged
      expect(nextSound(from, end, isSound)).toBe(expected)
    }),
    { examples: [[[167, 167, 3], -1]] }, // across 0
  )
  expect(nextSound(1, 50, () => false)).toBeNull()
  expect(nextSound(50, 1, () => false)).toBeNull()
})
