import { readFile } from 'node:fs/promises'
import type { Mistake } from './mistake.ts'
import type { Settled } from './settle.ts'
import type { Given } from './source.ts'
import { settings } from './table.ts'

/** Settings whose value may stand in a file, so that it is in no environment: the key of each, and of the file's path. */
const inFiles = { 'auth.secret': 'auth.secretFile', apiKey: 'apiKeyFile' } as const

/** The value that a file has for a setting: as if it had been given at the same place. Without a file: nothing. */
export async function secretFrom(
  settled: Settled,
  key: keyof typeof inFiles,
): Promise<{ readonly given: readonly Given[]; readonly mistakes: readonly Mistake[] }> {
  const path = settled.text(inFiles[key])
  const place = settled.placeOf(inFiles[key])
  const setting = settings.find((each) => each.key === key)
  if (path === null || place === null || setting === undefined) return { given: [], mistakes: [] }
  try {
    const value = (await readFile(path, 'utf8')).replace(/\r?\n$/, '')
    return { given: [{ setting, path: key.split('.'), value, place }], mistakes: [] }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    const problem = `The file with the secret can't be read: ${reason}.`
    return { given: [], mistakes: [{ place, problem, fix: 'Name a file that this user may read.' }] }
  }
}
