import { hasInside, inside } from '../client/inside.ts'
import { invalid } from '../client/errors.ts'
import type { ChannelCore } from './channel-core.ts'
import type { ChannelTypes } from './channel-types.ts'
import type { Channel } from './channel.ts'

/** Calls `use` with what is behind a channel. Throws `invalid_argument` for an object that is no channel of a client. */
export function insideChannel<Types extends ChannelTypes, Result>(
  channel: Channel<Types>,
  use: (core: ChannelCore) => Result,
): Result {
  if (!hasInside<ChannelCore>(channel)) throw invalid('This channel was not made by client.channel.')
  return channel[inside](use)
}
