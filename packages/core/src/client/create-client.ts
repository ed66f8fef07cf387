import { RealtimeError } from '@herenow/adapter'
import type { ChannelOptions } from '../channel/channel-options.ts'
import type { ChannelDefinition, ChannelTypes } from '../channel/channel-types.ts'
import type { Channel } from '../channel/channel.ts'
import { createConnection } from '../connection/connection-facade.ts'
import { ClientCore } from './client-core.ts'
import type { Client, ClientOptions } from './client.ts'

/**
 * Makes a client for one user. Touches neither network nor storage before something needs it, so it may stand at the
 * top of a module, also on a server.
 *
 * Throws `invalid_argument` when the options can't be meant.
 */
export function createClient(options: ClientOptions): Client {
  // Callers without types get a readable answer too.
  const given: Partial<ClientOptions> | undefined = options
  if (typeof given?.adapter?.open !== 'function') {
    const message = "createClient: adapter is missing. Pass one, for example websocket('ws://localhost:7070')."
    throw new RealtimeError({ code: 'invalid_argument', message })
  }
  const core = new ClientCore(options)
  return {
    get clientId() {
      return core.clientId
    },
    get info() {
      return core.info
    },
    capabilities: options.adapter.capabilities,
    connection: createConnection(core.runner, core.report),
    channel: <Types extends ChannelTypes>(name: string | ChannelDefinition<Types>, channelOptions?: ChannelOptions) =>
      // The registry holds untyped channels; a definition says what one carries.
      core.channels.get(isDefinition(name) ? name.name : (name as string), channelOptions) as unknown as Channel<Types>,
    hereNow: async (query = {}) => (await core.runner.connected()).hereNow(query),
    whereNow: (clientId) => core.whereNow(clientId),
    occupancy: (query = {}) => core.occupancy(query),
    on: (_, listener) => core.errors.add(listener),
    close: () => core.close(),
  }
}

function isDefinition(name: unknown): name is ChannelDefinition {
  return typeof name === 'object' && name !== null
}
