import type { Mistake } from './mistake.ts'
import type { Reading } from './kinds.ts'
import type { Setting } from './setting.ts'

/** A value that was given for a setting, and where. */
export interface Given {
  readonly setting: Setting
  /** Its place among the options; for a rule deeper than the setting's key. */
  readonly path: readonly string[]
  readonly value: unknown
  readonly place: string
}

/** All that flags, the environment or the configuration file said. */
export interface Source {
  readonly given: readonly Given[]
  readonly mistakes: readonly Mistake[]
  /** Where objects such as `auth` stand, also those with nothing in them. */
  readonly objects?: ReadonlyMap<string, string>
}

/** Collects what one source says. */
export class SourceBuilder implements Source {
  readonly given: Given[] = []
  readonly mistakes: Mistake[] = []
  readonly objects: Map<string, string> = new Map()

  /** Takes in a reading: a value, or a mistake at this place. */
  add(setting: Setting, path: readonly string[], place: string, reading: Reading): void {
    if ('value' in reading) this.given.push({ setting, path, value: reading.value, place })
    else this.mistakes.push({ place, ...reading })
  }

  /** Takes in the text of a flag or variable. */
  addText(setting: Setting, place: string, reading: Reading): void {
    this.add(setting, setting.key.split('.'), place, reading)
  }
}
