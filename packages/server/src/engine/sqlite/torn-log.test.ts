import { statSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import { assert, asyncProperty, double } from 'fast-check'
import { expect, it } from 'vitest'
import { engineMessages, offsetsOf, usualRetention } from '../../testing/engine-messages.ts'
import { openSqlite } from '../../testing/support/sqlite-bench.ts'
import { copyAsCrashed, temporaryFolder } from '../../testing/support/sqlite-folder.ts'

it('has every message up to where its log was torn, whole, and goes on behind them', async () => {
  const folder = temporaryFolder()
  const { engine } = await openSqlite(join(folder, 'whole/herenow.db'))
  // Each commit with the length of the log by then: what stands before the tear must be there.
  const confirmed: { readonly offset: number; readonly logBytes: number }[] = []
  for (let round = 1; round <= 40; round += 1) {
    await engine.publish('room:a', engineMessages(1, `round${round}-`), usualRetention)
    confirmed.push({ offset: round, logBytes: statSync(join(folder, 'whole/herenow.db-wal')).size })
  }
  const whole = confirmed.at(-1)?.logBytes ?? 0
  let runs = 0
  await assert(
    asyncProperty(double({ min: 0, max: 1, noNaN: true }), async (part) => {
      runs += 1
      const torn = join(folder, `torn${runs}`)
      copyAsCrashed(join(folder, 'whole'), torn)
      const left = Math.floor(whole * part)
      truncateSync(join(torn, 'herenow.db-wal'), left)
      const survivors = confirmed.filter(({ logBytes }) => logBytes <= left).length
      const after = await openSqlite(join(torn, 'herenow.db'))
      expect(after.connection.prepare('PRAGMA integrity_check').get()).toEqual({ integrity_check: 'ok' })
      const page = await after.engine.history('room:a', { limit: 200, direction: 'forwards' })
      expect(offsetsOf(page)).toEqual(Array.from({ length: survivors }, (_, index) => index + 1))
      const [next] = await after.engine.publish('room:a', engineMessages(1, 'next'), usualRetention)
      expect(next).toMatchObject({ kind: 'accepted', position: { offset: survivors + 1 } })
      await after.engine.close()
    }),
    { numRuns: 25, examples: [[0], [1]] },
  )
}, 30_000)
