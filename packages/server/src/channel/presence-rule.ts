import { assertKnownNames } from '../known-names.ts'
import { refusal } from '../refusal.ts'
import { timings } from '../timings.ts'

/** How presence works in the channels that a rule names. */
export interface PresenceRule {
  /**
   * With more people than this, changes are told together once a second instead of every 50 ms. `false`: never.
   * Default 200.
   */
  readonly intervalAbove?: number | false | undefined
  /** Seconds for which somebody whose connection is lost may come back without a word to others. Default 10. */
  readonly grace?: number | undefined
}

/** What holds for one channel's presence. */
export interface PresenceSettings {
  /** Whether clients may take part in presence and see it. */
  readonly presence: boolean
  /** `null`: changes are never told in intervals. */
  readonly intervalAbove: number | null
  /** Seconds. */
  readonly grace: number
}

export const presenceDefaults: PresenceSettings = {
  presence: true,
  intervalAbove: 200,
  grace: timings.lossGrace / 1_000,
}

const longestGrace = 3_600

/** The settings after a rule. Whoever says how presence works wants it. */
export function withPresenceRule(
  settings: PresenceSettings,
  rule: boolean | PresenceRule | undefined,
): PresenceSettings {
  const { presence, intervalAbove, grace } = settings
  if (rule === undefined) return { presence, intervalAbove, grace }
  if (typeof rule === 'boolean') return { presence: rule, intervalAbove, grace }
  const above = rule.intervalAbove ?? intervalAbove
  return { presence: true, intervalAbove: above === false ? null : above, grace: rule.grace ?? grace }
}

/** Throws `invalid_argument` for a value that can't be. */
export function checkPresenceRule(pattern: string, rule: unknown): void {
  if (rule === undefined || typeof rule === 'boolean') return
  if (typeof rule !== 'object' || rule === null) {
    throw refusal('invalid_argument', `\`presence\` of the rule "${pattern}" must be true, false or settings.`, {
      hint: 'For example `presence: { intervalAbove: 500 }`.',
    })
  }
  assertKnownNames('presence setting', rule, ['intervalAbove', 'grace'])
  const { intervalAbove, grace }: { readonly intervalAbove?: unknown; readonly grace?: unknown } = rule
  if (
    intervalAbove !== undefined &&
    intervalAbove !== false &&
    !isNumberFrom0To(Number.MAX_SAFE_INTEGER, intervalAbove)
  ) {
    throw refusal(
      'invalid_argument',
      `\`presence.intervalAbove\` of the rule "${pattern}" must be a whole number, at least 0, or false.`,
    )
  }
  if (grace !== undefined && !isNumberFrom0To(longestGrace, grace)) {
    throw refusal(
      'invalid_argument',
      `\`presence.grace\` of the rule "${pattern}" must be whole seconds from 0 to ${longestGrace}.`,
    )
  }
}

function isNumberFrom0To(most: number, value: unknown): boolean {
  return Number.isSafeInteger(value) && Number(value) >= 0 && Number(value) <= most
}
