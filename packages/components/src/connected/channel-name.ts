import type { ChannelReference, ChannelTypes } from '@herenow/react'

/** The name that a reference stands for; `null` for none yet. */
export function channelName(reference: ChannelReference<ChannelTypes>): string | null {
  return typeof reference === 'string' ? reference : (reference?.name ?? null)
}
