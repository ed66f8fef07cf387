import { assertChannelName } from '@herenow/adapter'
import type { ChannelDefinition, ChannelTypes } from './channel-types.ts'

/**
 * Types a channel once, for every `client.channel` and hook that gets the definition.
 *
 * Throws `invalid_argument` when the name can't be a channel's. Safe to call at import, also on a server.
 */
export function defineChannel<Types extends ChannelTypes>(name: string): ChannelDefinition<Types> {
  assertChannelName(name)
  return { name }
}
