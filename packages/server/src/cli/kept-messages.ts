import { join } from 'node:path'
import type { Engine } from '../engine/engine.ts'
import { sqlite } from '../engine/sqlite/sqlite.ts'
import type { Mistake } from '../settings/mistake.ts'
import type { Settled } from '../settings/settle.ts'

/** The file in a folder for messages. */
export function fileIn(folder: string): string {
  return join(folder, 'herenow.db')
}

/** The engine that keeps messages in a file, as the settings want it. */
export function engineOnFile(file: string, settled: Settled): Engine {
  const durability = settled.text('durability') === 'disk' ? 'disk' : 'os'
  return sqlite(file, { durability, newEpoch: settled.isYes('newEpoch') })
}

/** Settings that are about a file, where none is `kept`. */
export function mistakesAboutKeeping(settled: Settled, kept: boolean): readonly Mistake[] {
  if (kept) return []
  const fix = 'Say where it is kept with --data DIR, or leave this out.'
  return ['newEpoch', 'durability'].flatMap((key) => {
    const place = settled.placeOf(key)
    const isSaid = settled.text(key) !== null || settled.isYes(key)
    return place !== null && isSaid ? [{ place, problem: 'This is for data that is kept in a file.', fix }] : []
  })
}
