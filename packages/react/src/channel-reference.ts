import type { ChannelDefinition, ChannelTypes, UntypedChannel } from '@herenow/core'

/** How hooks are told which channel: its name, its definition (which brings the types), or `null` for none yet. */
export type ChannelReference<Types extends ChannelTypes = UntypedChannel> = string | ChannelDefinition<Types> | null

/** What every channel hook can be told. */
export interface HookOptions {
  /** `false` is the same as no channel: initial values, nothing acquired. Default `true`. */
  readonly enabled?: boolean | undefined
}

/** The name that a reference stands for. */
export function channelName(reference: ChannelReference<ChannelTypes>): string | null {
  return typeof reference === 'string' ? reference : (reference?.name ?? null)
}
