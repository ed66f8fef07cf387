import { assertKnownNames } from '../known-names.ts'
import { refusal } from '../refusal.ts'

/** How presence works in the channels that a rule names. */
export interface PresenceRule {
  /**
   * With more people than this, changes are told together once a second instead of every 50 ms. `false`: never.
   * Default 200.
   */
  readonly intervalAbove?: number | false | undefined
}

/** What holds for one channel's presence. */
export interface PresenceSettings {
  /** Whether clients may take part in presence and see it. */
  readonly presence: boolean
  /** `null`: changes are never told in intervals. */
  readonly intervalAbove: number | null
}

export const presenceDefaults: PresenceSettings = { presence: true, intervalAbove: 200 }

/** The settings after a rule. Whoever says how presence works wants it. */
export function withPresenceRule(
  settings: PresenceSettings,
  rule: boolean | PresenceRule | undefined,
): PresenceSettings {
  const { presence, intervalAbove } = settings
  if (rule === undefined) return { presence, intervalAbove }
  if (typeof rule === 'boolean') return { presence: rule, intervalAbove }
  const above = rule.intervalAbove ?? intervalAbove
  return { presence: true, intervalAbove: above === false ? null : above }
}

/** Throws `invalid_argument` for a value that can't be. */
export function checkPresenceRule(pattern: string, rule: unknown): void {
  if (rule === undefined || typeof rule === 'boolean') return
  if (typeof rule !== 'object' || rule === null) {
    throw refusal('invalid_argument', `\`presence\` of the rule "${pattern}" must be true, false or settings.`, {
      hint: 'For example `presence: { intervalAbove: 500 }`.',
    })
  }
  assertKnownNames('presence setting', rule, ['intervalAbove'])
  const { intervalAbove }: { readonly intervalAbove?: unknown } = rule
  if (intervalAbove === undefined || intervalAbove === false) return
  if (Number.isSafeInteger(intervalAbove) && Number(intervalAbove) >= 0) return
  throw refusal(
    'invalid_argument',
    `\`presence.intervalAbove\` of the rule "${pattern}" must be a whole number from 0 on, or false.`,
  )
}
