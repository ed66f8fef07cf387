import { join } from 'node:path'
import { expect, it } from 'vitest'
import { idsOf, publishOf } from '../../testing/support/outgoing-messages.ts'
import { temporaryFolder } from '../../testing/support/sqlite-folder.ts'
import { startTestServer } from '../../testing/support/test-server.ts'
import { sqlite } from './sqlite.ts'

it('answers positions from before its rules changed with what is left, or says that messages are missing', async () => {
  const path = join(temporaryFolder(), 'herenow.db')
  const first = await startTestServer({ engine: sqlite(path) })
  const ana = await first.client()
  const { epoch } = await ana.result('attach', { type: 'attach', channel: 'room:a' })
  await ana.grant(publishOf('room:a', 'm1', 'm2', 'm3', 'm4', 'm5'))
  await first.server.close()

  const attach = { type: 'attach', channel: 'room:a' } as const
  const second = await startTestServer({ engine: sqlite(path), rules: { '*': { history: { messages: 2 } } } })
  const ben = await second.client()
  await ben.grant(publishOf('room:a', 'm6'))
  second.clock.advance(120_000)
  const cem = await second.client()
  expect(await cem.result('attach', { ...attach, since: { epoch, offset: 1 } })).toMatchObject({ recovered: false })
  expect(await cem.result('attach', { ...attach, since: { epoch, offset: 4 } })).toMatchObject({ recovered: true })
  await cem.until(() => idsOf(cem, 'room:a').length === 2)
  expect(idsOf(cem, 'room:a')).toEqual(['m5', 'm6'])
  await second.server.close()

  const third = await startTestServer({ engine: sqlite(path), rules: { '*': { history: false } } })
  const dan = await third.client()
  expect(await dan.result('attach', { ...attach, since: { epoch, offset: 4 } })).toMatchObject({ recovered: false })
  await dan.grant(publishOf('room:a', 'm7'))
  expect(idsOf(dan, 'room:a').at(-1)).toEqual('m7')
  expect(third.complaints).toEqual([])
})
