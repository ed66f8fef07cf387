import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import { testEngine } from '../../testing/index.ts'
import { copyAsCrashed } from '../../testing/support/sqlite-folder.ts'
import { sqlite } from './sqlite.ts'

const home = mkdtempSync(join(tmpdir(), 'herenow-'))
afterAll(() => rmSync(home, { recursive: true, force: true }))

for (const durability of ['os', 'disk'] as const) {
  let folders = 0
  const folder = (): string => join(home, `${durability}${folders}`)
  const engine = (): ReturnType<typeof sqlite> => sqlite(join(folder(), 'herenow.db'), { durability })
  testEngine({
    name: `sqlite, durability ${durability}`,
    create() {
      folders += 1
      return engine()
    },
    reopen(end) {
      if (end === 'closed') return engine()
      const crashed = folder()
      folders += 1
      copyAsCrashed(crashed, folder())
      return engine()
    },
  })
}
