import type { ChannelDefinition, ChannelTypes, UntypedChannel } from '@herenow/core'

/** The channel of a hook: a name, a definition (which carries the types), or `null` for none yet. */
export type ChannelReference<Types extends ChannelTypes = UntypedChannel> = string | ChannelDefinition<Types> | null

/** Options of every channel hook. */
export interface HookOptions {
  /** `false` is the same as no channel: initial values, nothing acquired. Default `true`. */
  readonly enabled?: boolean | undefined
}

/** The name that a reference stands for. */
export function channelName(reference: ChannelReference<ChannelTypes>): string | null {
  return typeof reference === 'string' ? reference : (reference?.name ?? null)
}
