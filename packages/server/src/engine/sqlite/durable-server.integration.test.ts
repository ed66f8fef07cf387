import { join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { describe, expect, it } from 'vitest'
import { idsOf, outgoingMessages, publishOf } from '../../testing/support/outgoing-messages.ts'
import { temporaryFolder } from '../../testing/support/sqlite-folder.ts'
import { startTestServer } from '../../testing/support/test-server.ts'
import { sqlite } from './sqlite.ts'
import { SqliteEngine } from './sqlite-engine.ts'

const large = 'x'.repeat(20_000)

describe('a server that keeps its messages in a file', () => {
  it('recovers a client over its own restart: nothing is lost, nothing comes twice', async () => {
    const path = join(temporaryFolder(), 'herenow.db')
    const first = await startTestServer({ engine: sqlite(path) })
    const ana = await first.client({ clientId: 'ana' })
    const { epoch } = await ana.result('attach', { type: 'attach', channel: 'room:a' })
    await ana.grant(publishOf('room:a', 'm1', 'm2', 'm3'))
    await first.server.close()

    const second = await startTestServer({ engine: sqlite(path) })
    const again = await second.client({ clientId: 'ana' })
    const since = { epoch, offset: 1 }
    expect(await again.result('attach', { type: 'attach', channel: 'room:a', since })).toMatchObject({
      recovered: true,
      epoch,
      offset: 1,
    })
    await again.grant(publishOf('room:a', 'm3', 'm4'))
    await again.until(() => idsOf(again, 'room:a').length >= 3)
    await again.barrier()
    expect(idsOf(again, 'room:a')).toEqual(['m2', 'm3', 'm4'])
  })

  it('forgets channels whose durability is memory, and never says that they were recovered', async () => {
    const path = join(temporaryFolder(), 'herenow.db')
    const rules = { 'cursors:*': { durability: 'memory' } } as const
    const first = await startTestServer({ engine: sqlite(path), rules })
    const ana = await first.client()
    const { epoch } = await ana.result('attach', { type: 'attach', channel: 'cursors:a' })
    await ana.grant(publishOf('cursors:a', 'm1'))
    await first.server.close()

    const second = await startTestServer({ engine: sqlite(path), rules })
    const again = await second.client()
    const since = { epoch, offset: 1 }
    expect(await again.result('attach', { type: 'attach', channel: 'cursors:a', since })).toMatchObject({
      recovered: false,
      offset: 0,
    })
  })

  it('lives on with a full disk: it refuses publishes, serves the rest, and recovers without a restart', async () => {
    const connections: DatabaseSync[] = []
    const connected = (connection: DatabaseSync): void => void connections.push(connection)
    const path = join(temporaryFolder(), 'herenow.db')
    const host = { bootIdentity: () => 'id:first', connected }
    const { client } = await startTestServer({
      engine: new SqliteEngine({ path, durability: 'os', newEpoch: false, host }),
    })
    const [ana, ben] = [await client({ clientId: 'ana' }), await client({ clientId: 'ben' })]
    for (const one of [ana, ben]) await one.grant({ type: 'attach', channel: 'room:a', presence: true })
    await ana.grant(publishOf('room:a', 'm1'))
    connections[0]?.exec('PRAGMA max_page_count=1')

    const request = { type: 'publish', channel: 'room:a', messages: outgoingMessages(['m2'], large) } as const
    const { outcomes } = await ana.result('publish', request)
    expect(outcomes).toMatchObject([{ error: { code: 'server_error', retryable: true } }])
    expect(outcomes).toMatchObject([{ error: { message: 'The disk of the server is full.' } }])
    expect(JSON.stringify(outcomes)).not.toContain(path)
    ana.send({ type: 'signal', channel: 'room:a', name: 'typing', data: true })
    await ana.grant({ type: 'presence', channel: 'room:a', action: 'enter', state: 1 })
    const history = await ben.result('history', { type: 'history', channel: 'room:a', limit: 9, direction: 'forwards' })
    expect(history.messages.map(({ id }) => id)).toEqual(['m1'])
    await ben.until(() => ben.all('signal').length === 1)
    expect(idsOf(ben, 'room:a')).toEqual(['m1'])

    connections[0]?.exec('PRAGMA max_page_count=1000000')
    const retried = await ana.result('publish', { ...request, resume: true })
    expect(retried.outcomes).toMatchObject([{ offset: 2 }])
    await ben.until(() => idsOf(ben, 'room:a').length === 2)
  })
})
