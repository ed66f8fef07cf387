import type { HereNowQuery } from '@herenow/adapter'
import { assertChannelName, hint, utf8Length } from '@herenow/adapter'
import type { ChannelOptions } from '../channel/channel-options.ts'
import type { ChannelDefinition, ChannelTypes } from '../channel/channel-types.ts'
import type { Channel } from '../channel/channel.ts'
import { createConnection } from '../connection/create-connection.ts'
import type { ClientCore } from './client-core.ts'
import { createClientCore } from './client-core.ts'
import type { Client, ClientOptions } from './client.ts'
import type { Inside } from './inside.ts'
import { inside } from './inside.ts'
import { failure, handled, invalid } from './errors.ts'

/**
 * Makes a client for one user. Touches neither network nor storage before something needs it, so it may stand at the
 * top of a module, also on a server.
 *
 * Throws `invalid_argument` for invalid options.
 */
export function createClient(options: ClientOptions): Client {
  // Callers without types get a readable answer too.
  const given: Partial<ClientOptions> | undefined = options
  if (typeof given?.adapter?.open !== 'function') {
    throw failure('invalid_argument', 'createClient: adapter is missing.', { hint: hint('client-adapter') })
  }
  const core = createClientCore(options)
  const client: Client & Inside<ClientCore> = {
    get clientId() {
      return core.clientId
    },
    get info() {
      return core.info
    },
    get capabilities() {
      return core.capabilities
    },
    connection: createConnection(core.connection),
    channel: <Types extends ChannelTypes>(name: string | ChannelDefinition<Types>, channelOptions?: ChannelOptions) =>
      // The registry holds untyped channels; a definition says what one carries.
      core.channel(isDefinition(name) ? name.name : (name as string), channelOptions) as unknown as Channel<Types>,
    hereNow: async (query = {}) => {
      checkHereNow(query)
      return (await core.connected()).hereNow(query)
    },
    whereNow: async (clientId) => {
      checkWhereNow(clientId)
      const session = await core.connected()
      return session.whereNow(clientId ?? core.clientId ?? '')
    },
    refreshToken: () => handled(core.refreshToken()),
    on: (_, listener) => core.errors.add(listener),
    close: core.close,
    [inside]: (use) => use(core),
  }
  return client
}

function checkHereNow({ channels, limit }: HereNowQuery): void {
  channels?.forEach(assertChannelName)
  if (limit !== undefined && !(Number.isSafeInteger(limit) && limit >= 1)) {
    throw invalid('hereNow: limit must be a whole number, at least 1.')
  }
}

function checkWhereNow(clientId: unknown): void {
  if (clientId === undefined || (typeof clientId === 'string' && clientId !== '' && utf8Length(clientId) <= 128)) return
  throw invalid('whereNow: clientId must be a string of 1 to 128 bytes.')
}

function isDefinition(name: unknown): name is ChannelDefinition {
  return typeof name === 'object' && name !== null
}
