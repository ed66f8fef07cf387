'use client'

import { useChannel } from '@herenow/react'
import type { ChannelReference, ChannelTypes } from '@herenow/react'

/** Whether the service knows who is in the channel. Where it doesn't, nobody is to be asked to take part. */
export function useCanBePresent(reference: ChannelReference<ChannelTypes>): boolean {
  const { capabilities } = useChannel(reference)
  return capabilities?.presence !== 'none'
}
