import type { Logger, Position } from '@herenow/adapter'
import { sameJson } from '../json/same-json.ts'
import type { ChannelOptions } from './channel-options.ts'
import { checkChannelOptions } from './channel-options.ts'

/** The options of a shared channel: the first count. */
export interface ChosenOptions {
  /** Where the first attach was asked to begin. */
  readonly since: Position | Date | undefined
  /** The first options before the first attach count; others are worth one warning. */
  readonly propose: (options: ChannelOptions) => void
  /** From here on they are settled. */
  readonly settle: () => ChannelOptions
}

export function createChosenOptions(channel: string, log: Pick<Logger, 'warn'>): ChosenOptions {
  /** `null`: nobody has said, and the channel was never attached. */
  let chosen: ChannelOptions | null = null
  let hasWarned = false
  return {
    get since() {
      return chosen?.since
    },
    propose(options) {
      checkChannelOptions(options)
      chosen ??= { ...options }
      if (hasWarned || sameJson(options, chosen)) return
      hasWarned = true
      log.warn(`Channel "${channel}" is in use with other options; the first ones count.`)
    },
    settle() {
      chosen ??= {}
      return chosen
    },
  }
}
