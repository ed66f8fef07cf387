import type { ChannelCore } from '../channel/channel-core.ts'
import type { Channel } from '../channel/channel.ts'
import type { ChannelTypes } from '../channel/channel-types.ts'
import type { ClientCore } from './client-core.ts'
import type { Client } from './client.ts'
import { invalid } from './problems.ts'

/** Under it a client or channel lets the kit's own functions at what is behind it. Copies and wrappers keep it. */
export const inside: unique symbol = Symbol.for('herenow.inside')

/** Calls `use` with what is behind the object. */
export interface Inside<Core> {
  readonly [inside]: <Result>(use: (core: Core) => Result) => Result
}

/** Throws `invalid_argument` for an object that is no channel of a client. */
export function insideChannel<Types extends ChannelTypes, Result>(
  channel: Channel<Types>,
  use: (core: ChannelCore) => Result,
): Result {
  if (!hasInside<ChannelCore>(channel)) throw invalid('This channel was not made by client.channel.')
  return channel[inside](use)
}

/** Throws `invalid_argument` for an object that is no client. */
export function insideClient<Result>(client: Client, use: (core: ClientCore) => Result): Result {
  if (!hasInside<ClientCore>(client)) throw invalid('This client was not made by createClient.')
  return client[inside](use)
}

function hasInside<Core>(value: object): value is Inside<Core> {
  return inside in value
}
