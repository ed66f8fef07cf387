import type { LogLevel } from '../env/terminal-log.ts'
import { logLevels } from '../env/terminal-log.ts'
import type { Mistake } from './mistake.ts'
import type { Given, Source } from './source.ts'

/** A value that an earlier source took the place of. */
export interface Replaced {
  /** Where the value that holds was given. */
  readonly by: string
  /** Where the one that doesn't was given. */
  readonly place: string
}

/** What holds once every source has been heard, with all mistakes of all of them. */
export class Settled {
  readonly given: readonly Given[]
  readonly mistakes: readonly Mistake[]
  /** What was given and doesn't hold. */
  readonly replaced: readonly Replaced[]
  readonly #objects: ReadonlyMap<string, string>

  /** What an earlier source says wins over what later ones say, also over their alternatives to it. */
  constructor(sources: readonly Source[]) {
    const claimed = new Set<string>()
    const sides = new Map<string, string>()
    const given: Given[] = []
    const mistakes: Mistake[] = []
    const dropped: Given[] = []
    for (const source of sources) {
      const open = source.given.filter(({ setting }) => !claimed.has(setting.key))
      const held = open.filter((each) => (sides.get(alternativeOf(each) ?? '') ?? sideOf(each)) === sideOf(each))
      dropped.push(...source.given.filter((each) => !held.includes(each)))
      given.push(...held)
      mistakes.push(...source.mistakes, ...contradictions(open))
      for (const each of open) {
        claimed.add(each.setting.key)
        const alternative = alternativeOf(each)
        if (alternative !== null && !sides.has(alternative)) sides.set(alternative, sideOf(each))
      }
    }
    this.#objects = new Map(sources.flatMap(({ objects }) => [...(objects ?? [])]))
    this.given = given
    this.mistakes = mistakes
    this.replaced = dropped.flatMap((each) => {
      const by = given.find((other) => isInsteadOf(other, each))
      return by === undefined ? [] : [{ by: by.place, place: each.place }]
    })
  }

  /** Where the value of a setting, or an object with settings, was given; `null`: it wasn't. */
  placeOf(key: string): string | null {
    return this.#find(key)?.place ?? this.#objects.get(key) ?? null
  }

  has(key: string): boolean {
    return this.#find(key) !== undefined
  }

  /** The value of a setting that is a text or a path. */
  text(key: string): string | null {
    const value = this.#find(key)?.value
    return typeof value === 'string' ? value : null
  }

  /** Every entry of a list. */
  entries(key: string): readonly Given[] {
    return this.given.filter(({ setting }) => setting.key === key)
  }

  /** From where on the log is written; `null`: it isn't said. */
  logLevel(): LogLevel | null {
    const level = this.text('logLevel')
    return logLevels.find((name) => name === level) ?? null
  }

  number(key: string): number | null {
    const value = this.#find(key)?.value
    return typeof value === 'number' ? value : null
  }

  isYes(key: string): boolean {
    return this.#find(key)?.value === true
  }

  #find(key: string): Given | undefined {
    return this.given.findLast(({ setting }) => setting.key === key)
  }
}

/** The alternatives that a value is one of. A "no" is none. */
function alternativeOf({ setting, value }: Given): string | null {
  return value === false ? null : (setting.alternative?.name ?? null)
}

/** Which of the alternatives it is. */
function sideOf({ setting }: Given): string {
  return setting.alternative?.side ?? setting.key
}

/** Whether one value holds in place of another: of the same setting, or of an alternative to it. */
function isInsteadOf(one: Given, other: Given): boolean {
  if (one.setting.key === other.setting.key) return true
  const name = alternativeOf(one)
  return name !== null && name === alternativeOf(other)
}

/** Two alternatives that the same source names. */
function contradictions(given: readonly Given[]): readonly Mistake[] {
  const first = new Map<string, Given>()
  const mistakes: Mistake[] = []
  for (const each of given) {
    const name = alternativeOf(each)
    if (name === null) continue
    const other = first.get(name)
    if (other === undefined) first.set(name, each)
    else if (sideOf(other) !== sideOf(each)) mistakes.push(contradiction(other, each))
  }
  return mistakes
}

function contradiction(one: Given, other: Given): Mistake {
  const fix = one.setting.alternative?.fix ?? ''
  return { place: other.place, problem: `This and ${one.place} exclude each other.`, fix }
}
