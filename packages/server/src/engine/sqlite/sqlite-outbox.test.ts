import { closeSync, openSync, readFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openSqlite } from '../../testing/support/sqlite-bench.ts'
import { testSecret } from '../../testing/support/webhook-target.ts'
import { startWebhooks } from '../../testing/support/webhooks-bench.ts'
import { temporaryFolder } from '../../testing/support/sqlite-folder.ts'
import type { Outbox, OutboxEntry } from '../outbox.ts'

const pageBytes = 4_096
const everything = { after: 0, events: 1_000, bytes: 10_000_000 }

function outboxOf({ outbox }: { readonly outbox?: Outbox | undefined }): Outbox {
  if (outbox === undefined) throw new Error('It has an outbox')
  return outbox
}

/** `from` to `upTo`, each with a filler that makes a few of them a page of the file. */
function drafts(from: number, upTo: number): Parameters<Outbox['add']>[0] {
  const filler = 'x'.repeat(300)
  return Array.from({ length: upTo - from + 1 }, (_, index) => {
    return { webhook: 'shop', added: 1_000, text: JSON.stringify({ id: `event-${from + index}`, filler }) }
  })
}

const placesOf = (entries: readonly OutboxEntry[]): readonly number[] => entries.map(({ place }) => place)

/** Overwrites the pages of a closed file that hold a text. */
function overwritePages(path: string, text: string): void {
  const content = readFileSync(path)
  const file = openSync(path, 'r+')
  for (let start = pageBytes; start < content.length; start += pageBytes) {
    const page = content.subarray(start, start + pageBytes)
    // Leaves of tables whose rows have no number of their own.
    if (page[0] === 10 && page.includes(text))
      writeSync(file, new Uint8Array(pageBytes).fill(0xa5), 0, pageBytes, start)
  }
  closeSync(file)
}

/** A closed file with two hundred events, of which a page is lost. */
async function damagedFile() {
  const path = join(temporaryFolder(), 'herenow.db')
  const { engine, clock } = await openSqlite(path)
  await outboxOf(engine).add(drafts(1, 200))
  await engine.close()
  overwritePages(path, '"event-100"')
  return { path, clock }
}

/** Reads batch by batch, as a delivery does. */
async function readAll(outbox: Outbox): Promise<readonly number[]> {
  const places: number[] = []
  for (;;) {
    const batch = await outbox.waiting('shop', { after: places.at(-1) ?? 0, events: 10, bytes: 100_000 })
    if (batch.length === 0) return places
    places.push(...placesOf(batch))
  }
}

describe('events in a damaged file', () => {
  it('cost themselves only where their text is not the one that was stored', async () => {
    const { engine, connection, complaints } = await openSqlite(join(temporaryFolder(), 'herenow.db'))
    const outbox = outboxOf(engine)
    await outbox.add(drafts(1, 5))
    connection.exec("UPDATE waiting_event SET text = 'x' WHERE place IN (1, 3)")
    expect(placesOf(await outbox.waiting('shop', everything))).toEqual([2, 4, 5])
    expect(placesOf(await outbox.waiting('shop', { ...everything, events: 1 }))).toEqual([2])
    expect(complaints).toEqual([
      'Event 1 for the webhook "shop" can\'t be read: the database is damaged',
      'Event 3 for the webhook "shop" can\'t be read: the database is damaged',
    ])
  })

  it('are read around a page that is lost, and others are added', async () => {
    const { path, clock } = await damagedFile()
    const { engine, complaints } = await openSqlite(path, { clock })
    const outbox = outboxOf(engine)
    const places = await readAll(outbox)
    expect([...(await outbox.contents()).values()]).toMatchObject([{ waiting: { events: places.length } }])
    expect(places).not.toContain(100)
    expect(places.length).toBeGreaterThan(170)
    expect(places).toEqual([...new Set(places)].toSorted((a, b) => a - b))
    expect(complaints).toHaveLength(1)
    expect(complaints[0]).toMatch(/^Events \d+ to \d+ for the webhook "shop" can't be read/)
    await outbox.add(drafts(201, 202))
    expect((await readAll(outbox)).slice(-2)).toEqual([201, 202])
  })

  it("don't keep others from being removed: what can't be removed stays, and is told once", async () => {
    const { path, clock } = await damagedFile()
    const { engine, complaints } = await openSqlite(path, { clock })
    const outbox = outboxOf(engine)
    await outbox.remove('shop', { from: 1, upTo: 50 })
    await outbox.remove('shop', { from: 51, upTo: 150 })
    await outbox.remove('shop', { from: 51, upTo: 160 })
    expect(complaints).toEqual([
      'Events for the webhook "shop" that were delivered can\'t be removed: the database is damaged',
    ])
    expect((await outbox.waiting('shop', { ...everything, events: 1 }))[0]?.place).toBe(51)
  })
})

it('has a webhook go on around what is damaged, and remembers what was delivered', async () => {
  const file = await damagedFile()
  const [taken, again]: [string[], string[]] = [[], []]
  const idsOf = (body: unknown): readonly string[] => {
    const { events } = JSON.parse(typeof body === 'string' ? body : '') as {
      readonly events: readonly { id: string }[]
    }
    return events.map(({ id }) => id)
  }
  for (const ids of [taken, again]) {
    const { engine, clock } = await openSqlite(file.path, { clock: file.clock })
    const fetch = async (_: string, { body }: RequestInit): Promise<Response> => {
      ids.push(...idsOf(body))
      return new Response(null, { status: 204 })
    }
    const options = [{ url: 'https://app.example/', secret: testSecret(), name: 'shop', batch: { max: 10 } }]
    const { webhooks, info, settled } = await startWebhooks(options, { outbox: outboxOf(engine), clock, fetch })
    await settled()
    expect(info()).toMatchObject({ status: 'idle', waiting: 0 })
    await webhooks.end()
    await engine.close()
  }
  expect(taken).not.toContain('event-100')
  expect(taken.length).toBeGreaterThan(170)
  // Deleting may touch the damaged page: what stands beside it stays.
  expect(again.length).toBeLessThan(60)
})

it('gives no place again after a restart either', async () => {
  const path = join(temporaryFolder(), 'herenow.db')
  const first = await openSqlite(path)
  await outboxOf(first.engine).add(drafts(1, 3))
  await outboxOf(first.engine).remove('shop', { from: 1, upTo: 3 })
  await first.engine.close()
  const { engine } = await openSqlite(path, { clock: first.clock })
  await outboxOf(engine).add(drafts(4, 4))
  expect(placesOf(await outboxOf(engine).waiting('shop', everything))).toEqual([4])
})

describe('an outbox whose file can not be written', () => {
  it('refuses what is added, all of it, and takes it later', async () => {
    const { engine, connection } = await openSqlite(join(temporaryFolder(), 'herenow.db'))
    const outbox = outboxOf(engine)
    await outbox.add(drafts(1, 2))
    connection.exec('PRAGMA max_page_count=20')
    await expect(outbox.add(drafts(3, 400))).rejects.toMatchObject({ code: 'server_error', retryable: true })
    connection.exec('PRAGMA max_page_count=100000')
    await outbox.add(drafts(3, 400))
    expect(placesOf(await outbox.waiting('shop', everything))).toHaveLength(400)
  })

  it('refuses everything once it is closed', async () => {
    const { engine } = await openSqlite(join(temporaryFolder(), 'herenow.db'))
    const outbox = outboxOf(engine)
    await engine.close()
    await expect(outbox.add(drafts(1, 2))).rejects.toMatchObject({ code: 'connection_closed' })
    await expect(outbox.contents()).rejects.toMatchObject({ code: 'connection_closed' })
  })
})
