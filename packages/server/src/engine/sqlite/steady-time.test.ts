import { join } from 'node:path'
import { expect, it } from 'vitest'
import { engineMessages, offsetsOf } from '../../testing/engine-messages.ts'
import { openSqlite } from '../../testing/support/sqlite-bench.ts'
import { temporaryFolder } from '../../testing/support/sqlite-folder.ts'

const year = 365 * 86_400_000
const retention = { messages: 5, seconds: 3_600 }
const query = { limit: 100, direction: 'forwards' } as const

it('keeps nothing for longer because an earlier run had a clock that was ahead', async () => {
  const path = join(temporaryFolder(), 'herenow.db')
  const { engine: first, clock } = await openSqlite(path)
  clock.setBack(-year)
  await first.close()
  const { engine: ahead } = await openSqlite(path, { clock })
  await ahead.publish('room:a', engineMessages(3), retention)
  await ahead.close()
  clock.setBack(year)
  const { engine } = await openSqlite(path, { clock })
  expect(offsetsOf(await engine.history('room:a', query))).toEqual([1, 2, 3])
  clock.advance(3_600_000)
  expect(offsetsOf(await engine.history('room:a', query))).toEqual([])
})

it('throws nothing away because a clock was behind for one run', async () => {
  const path = join(temporaryFolder(), 'herenow.db')
  const { engine: first, clock } = await openSqlite(path)
  await first.publish('room:a', engineMessages(3), retention)
  await first.close()
  clock.setBack(year)
  const { engine: behind } = await openSqlite(path, { clock })
  await behind.publish('room:a', engineMessages(1, 'later'), retention)
  await behind.close()
  clock.setBack(-year)
  const { engine } = await openSqlite(path, { clock })
  expect(offsetsOf(await engine.history('room:a', query))).toEqual([1, 2, 3, 4])
})
