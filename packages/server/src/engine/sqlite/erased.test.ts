import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createTestClock, seededRandom, silentLogger } from '@herenow/testing'
import { expect, it } from 'vitest'
import { engineMessage, usualRetention } from '../../testing/engine-messages.ts'
import { temporaryFolder } from '../../testing/support/sqlite-folder.ts'
import { sqlite } from './sqlite.ts'

const word = 'regrettable'

/** Opens an engine on a folder, lets it work, and closes it; how often the word stands in its files then. */
async function countAfter(folder: string, work: (engine: ReturnType<typeof sqlite>) => Promise<unknown>) {
  const engine = sqlite(join(folder, 'herenow.db'))
  const context = { clock: createTestClock(), random: seededRandom(1), log: silentLogger }
  await engine.open({ ...context, afterInput: (callback) => queueMicrotask(callback) })
  await work(engine)
  await engine.close()
  const texts = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'latin1'))
  return texts.join('').split(word).length - 1
}

// The longer one has pages of its own in the file.
it.each([
  ['a short message', 1],
  ['a message of many pages', 5_000],
])('leaves nothing in the file of %s that was removed', async (_, times) => {
  for (const remove of ['removeMessage', 'removeHistory'] as const) {
    const folder = temporaryFolder()
    const data = JSON.stringify(word.repeat(times))
    const stored = await countAfter(folder, (engine) =>
      engine.publish('room:a', [engineMessage('a', { data }), engineMessage('b')], usualRetention),
    )
    // Where one page ends, a word may go on in the next.
    expect(stored).toBeGreaterThan(times * 0.9)
    expect(await countAfter(folder, (engine) => engine[remove]('room:a', 'a'))).toBe(0)
  }
})
