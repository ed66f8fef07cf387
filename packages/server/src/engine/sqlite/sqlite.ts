import { bootIdentity } from '../../env/boot-identity.ts'
import { assertKnownNames } from '../../known-names.ts'
import { refusal } from '../../refusal.ts'
import type { Engine } from '../engine.ts'
import { SqliteEngine } from './sqlite-engine.ts'

export interface SqliteOptions {
  /**
   * What a confirmed message survives unless a rule says otherwise. `os`, the default: the end of the process, also by
   * force; after a power cut the last messages may be gone, and the server says so by a new epoch. `disk`: power cuts
   * too, at the price of waiting for the disk.
   */
  readonly durability?: 'os' | 'disk' | undefined
  /**
   * `true` starts another epoch, so that every client is told that messages may be missing. For the first start on a
   * backup that was put back: nobody can see by positions alone that newer messages once existed.
   */
  readonly newEpoch?: boolean | undefined
}

/**
 * Keeps messages in a SQLite file, which is made where there is none, its folder too. The file belongs to one server
 * at a time. Wants Node 22.13 or later. Throws `invalid_argument` for options that can't be.
 */
export function sqlite(path: string, options: SqliteOptions = {}): Engine {
  assertKnownNames('option of `sqlite`', options, ['durability', 'newEpoch'])
  const durability: string = options.durability ?? 'os'
  if (durability !== 'os' && durability !== 'disk') {
    throw refusal('invalid_argument', `The durability of \`sqlite\` can not be "${durability}".`, {
      hint: 'It is "os" or "disk". Channels that may be forgotten get `durability: "memory"` in `rules`.',
    })
  }
  if (path === '' || path === ':memory:') {
    throw refusal('invalid_argument', '`sqlite` wants the path of a file.', {
      hint: 'For example sqlite("data/herenow.db"). To keep messages in memory use memory().',
    })
  }
  const newEpoch = options.newEpoch === true
  return new SqliteEngine({ path, durability, newEpoch, host: { bootIdentity, connected() {} } })
}
