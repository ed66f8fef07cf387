import { unknownName } from '../known-names.ts'
import { isRecord } from './kinds.ts'
import type { CommandName, Setting } from './setting.ts'
import type { Source } from './source.ts'
import { SourceBuilder } from './source.ts'
import { settings } from './table.ts'

/** The values of a configuration file. */
export interface ConfigValues {
  readonly value: unknown
  /** Paths in it start here. */
  readonly folder: string
  /** Where the value at this path stands. */
  readonly placeOf: (path: readonly string[]) => string
}

const inFile = settings.filter((setting) => setting.inFile)

/** Reads a configuration: all its names are looked at, and the values that `command` acts on. */
export function readConfigValues(config: ConfigValues, command: CommandName): Source {
  const reader = new ConfigReader(config, command)
  reader.readRecord(config.value, [])
  return reader.source
}

class ConfigReader {
  readonly source: SourceBuilder = new SourceBuilder()
  readonly #config: ConfigValues
  readonly #command: CommandName

  constructor(config: ConfigValues, command: CommandName) {
    this.#config = config
    this.#command = command
  }

  readRecord(value: unknown, path: readonly string[]): void {
    if (!isRecord(value)) {
      const fix =
        path.length === 0
          ? 'Export an object: export default { port: 7070 }.'
          : `Write { … } with: ${namesUnder(path).join(', ')}.`
      this.#wrong(path, 'This is not an object.', fix)
      return
    }
    for (const [name, inner] of Object.entries(value)) {
      if (inner !== undefined) this.#readValue(inner, [...path, name])
    }
  }

  #readValue(value: unknown, path: readonly string[]): void {
    const key = path.join('.')
    const setting = inFile.find((each) => each.key === key)
    if (setting !== undefined) {
      if (setting.commands.includes(this.#command)) this.#readSetting(setting, value, path)
    } else if (namesUnder(path).length > 0) {
      this.source.objects.set(key, this.#config.placeOf(path))
      this.readRecord(value, path)
    } else {
      const { message, hint } = unknownName('option', path.at(-1) ?? key, namesUnder(path.slice(0, -1)))
      this.#wrong(path, message, hint)
    }
  }

  #readSetting(setting: Setting, value: unknown, path: readonly string[]): void {
    if (setting.key === 'rules') {
      this.#readRules(setting, value, path)
    } else if (setting.kind.many !== true) {
      this.#add(setting, value, path, path)
    } else if (Array.isArray(value)) {
      // An empty list says something too: that there are none.
      this.source.given.push({ setting, path, value: [], place: this.#config.placeOf(path) })
      value.forEach((entry, index) => this.#add(setting, entry, path, [...path, String(index)]))
    } else {
      this.#wrong(path, 'This is not a list.', 'Write a list: ["…", "…"].')
    }
  }

  /** Each setting of each rule by itself, so that each is told where it stands. */
  #readRules(setting: Setting, value: unknown, path: readonly string[]): void {
    if (!isRecord(value)) {
      this.#add(setting, value, path, path)
      return
    }
    for (const [pattern, rule] of Object.entries(value)) {
      const place = [...path, pattern]
      this.#add(setting, rule, place, place)
      if (!isRecord(rule)) continue
      for (const [name, part] of Object.entries(rule)) {
        const inner = [...place, name]
        this.source.given.push({ setting, path: inner, value: part, place: this.#config.placeOf(inner) })
      }
    }
  }

  #add(setting: Setting, value: unknown, path: readonly string[], place: readonly string[]): void {
    this.source.add(setting, path, this.#config.placeOf(place), setting.kind.fromFile(value, this.#config.folder))
  }

  #wrong(path: readonly string[], problem: string, fix: string): void {
    this.source.mistakes.push({ place: this.#config.placeOf(path), problem, fix })
  }
}

/** The names that may stand in the object at `path`. */
function namesUnder(path: readonly string[]): readonly string[] {
  const prefix = path.length === 0 ? '' : `${path.join('.')}.`
  const names = inFile.flatMap(({ key }) =>
    key.startsWith(prefix) ? (key.slice(prefix.length).split('.')[0] ?? []) : [],
  )
  return [...new Set(names)]
}
