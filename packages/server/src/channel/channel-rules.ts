import type { Durability, Retention } from '../engine/engine.ts'
import { assertKnownNames } from '../known-names.ts'
import { refusal } from '../refusal.ts'
import type { PresenceRule, PresenceSettings } from './presence-rule.ts'
import { checkPresenceRule, presenceDefaults, withPresenceRule } from './presence-rule.ts'
import { byParticularity, isChannelPattern, matchesPattern } from './channel-pattern.ts'

/** Settings of the channels that a pattern names. What is left out comes from more general patterns, then defaults. */
export interface ChannelRule {
  /** How many messages are kept, and for how many seconds. `false`: none. Default: 1,000 messages, 24 hours. */
  readonly history?:
    | { readonly messages?: number | undefined; readonly seconds?: number | undefined }
    | false
    | undefined
  /**
   * What confirmed messages survive: nothing but lost connections (`memory`), the end of the server (`os`), a power cut
   * (`disk`). Default: what the engine does. `os` and `disk` want an engine that keeps messages in a file.
   */
  readonly durability?: Durability | undefined
  /** Whether clients may take part in presence and see it, and how. Default `true`. */
  readonly presence?: boolean | PresenceRule | undefined
  /** Whether clients may publish and signal. The server itself always may. Default `true`. */
  readonly publish?: boolean | undefined
  /** Seconds for which nobody must be in a channel until listeners hear that it is `empty`. Default 60. */
  readonly emptyAfter?: number | undefined
}

/** Rules by channel pattern, for example `{ 'news:*': { publish: false } }`. */
export type ChannelRules = Readonly<Record<string, ChannelRule>>

/** What holds for one channel. */
interface ChannelSettings extends PresenceSettings {
  /** `null`: nothing is stored. */
  readonly history: Retention | null
  /** `undefined`: the engine's own. */
  readonly durability?: Durability | undefined
  readonly publish: boolean
  /** Seconds. */
  readonly emptyAfter: number
}

const defaults: ChannelSettings = {
  history: { messages: 1_000, seconds: 86_400 },
  publish: true,
  emptyAfter: 60,
  ...presenceDefaults,
}
/** A week. */
const longestEmptyAfter = 604_800

/** Finds the settings of a channel: every rule whose pattern matches counts, the more particular one wins. */
export type SettingsOf = (channel: string) => ChannelSettings

/** Reads the rules once. Throws `invalid_argument` for a pattern or value that can't be. */
export function channelSettings(rules: ChannelRules = {}): SettingsOf {
  const entries = Object.entries(rules).sort(([a], [b]) => byParticularity(a, b))
  for (const [pattern, rule] of entries) checkRule(pattern, rule)
  if (entries.length === 0) return () => defaults
  return (channel) =>
    entries.reduce(
      (settings, [pattern, rule]) => (matchesPattern(pattern, channel) ? withRule(settings, rule) : settings),
      defaults,
    )
}

function withRule(settings: ChannelSettings, rule: ChannelRule): ChannelSettings {
  return {
    history: rule.history === undefined ? settings.history : retention(rule.history, settings.history),
    durability: rule.durability ?? settings.durability,
    ...withPresenceRule(settings, rule.presence),
    publish: rule.publish ?? settings.publish,
    emptyAfter: rule.emptyAfter ?? settings.emptyAfter,
  }
}

function retention(
  history: NonNullable<ChannelRule['history']> | false,
  inherited: Retention | null,
): Retention | null {
  if (history === false) return null
  const base = inherited ?? { messages: 1_000, seconds: 86_400 }
  return { messages: history.messages ?? base.messages, seconds: history.seconds ?? base.seconds }
}

function checkRule(pattern: string, rule: ChannelRule): void {
  if (!isChannelPattern(pattern)) {
    throw refusal('invalid_argument', `"${pattern.slice(0, 60)}" in \`rules\` is not a channel pattern.`, {
      hint: 'A pattern is a channel name, or one whose whole last segment is "*", for example "room:*".',
    })
  }
  // Rules may come from a file, where nothing holds anybody to the types.
  if (!isObject(rule)) throw malformed(`The rule "${pattern}" must be an object`, '{ publish: false }')
  assertKnownNames('setting', rule, ['history', 'durability', 'presence', 'publish', 'emptyAfter'])
  checkPresenceRule(pattern, rule.presence)
  checkDurability(pattern, rule.durability)
  checkEmptyAfter(pattern, rule.emptyAfter)
  if (!['undefined', 'boolean'].includes(typeof rule.publish)) {
    throw malformed(`\`publish\` of the rule "${pattern}" must be true or false`, 'publish: false')
  }
  if (rule.history === undefined || rule.history === false) return
  if (!isObject(rule.history)) {
    throw malformed(`\`history\` of the rule "${pattern}" must be false or settings`, 'history: { messages: 1_000 }')
  }
  assertKnownNames('history setting', rule.history, ['messages', 'seconds'])
  for (const [name, value] of Object.entries(rule.history)) {
    if (value === undefined || (Number.isSafeInteger(value) && value >= 0)) continue
    throw refusal(
      'invalid_argument',
      `\`history.${name}\` of the rule "${pattern}" must be a whole number, at least 0.`,
    )
  }
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function malformed(message: string, example: string): Error {
  return refusal('invalid_argument', `${message}.`, { hint: `For example \`${example}\`.` })
}

function checkEmptyAfter(pattern: string, seconds: unknown): void {
  if (seconds === undefined || (typeof seconds === 'number' && seconds >= 0 && seconds <= longestEmptyAfter)) return
  throw malformed(
    `\`emptyAfter\` of the rule "${pattern}" must be a number of seconds from 0 to ${longestEmptyAfter}`,
    'emptyAfter: 300',
  )
}

function checkDurability(pattern: string, durability: string | undefined): void {
  if (durability === undefined || ['memory', 'os', 'disk'].includes(durability)) return
  throw refusal('invalid_argument', `The rule "${pattern}" has the unknown durability "${durability}".`, {
    hint: 'It is "memory", "os" or "disk".',
  })
}
