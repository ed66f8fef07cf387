import { createClient } from '@herenow/react'
import type { Client, ClientOptions, UserInfo } from '@herenow/react'
import { createHub } from '@herenow/memory'
import type { Hub, LesserService, SeedMessage } from '@herenow/memory'
import { names } from './people.ts'

/** Where every connected story takes place. */
export const room = 'room:lobby'

/** A service of its own, with us and others in it. */
export interface Stage {
  readonly hub: Hub
  /** Us: Ada, client id `ada`. */
  readonly client: Client
  /** Lets somebody else into the room. The same client for the same id. */
  readonly guest: (clientId: string, info?: UserInfo) => Client
  readonly close: () => Promise<void>
}

/** What the toolbar and a story's `parameters.stage` say about the stage. */
export interface StageOptions {
  /** How many others are in the room. */
  readonly members?: number | undefined
  readonly messages?: readonly SeedMessage[] | undefined
  /** The service for which the hub stands. Default: a Herenow server. */
  readonly service?: LesserService | undefined
  /** Takes what our client logs. Default: the console. */
  readonly log?: ClientOptions['log']
}

/** Makes a stage. Others enter the room at once; we come when the story mounts. */
export function createStage({ members = 0, messages = [], service, log }: StageOptions): Stage {
  const hub = createHub()
  const guests = new Map<string, Client>()
  const join = (clientId: string, info?: UserInfo) =>
    createClient({ adapter: hub.adapter(service), clientId, info: info ?? { name: clientId } })
  const guest: Stage['guest'] = (clientId, info) => {
    const known = guests.get(clientId)
    if (known !== undefined) return known
    const client = join(clientId, info)
    guests.set(clientId, client)
    if (client.capabilities.presence !== 'none') void client.channel(room).presence.enter()
    return client
  }
  if (messages.length > 0) hub.seedHistory(room, messages)
  for (let index = 0; index < members; index += 1) {
    const name = names[index % names.length] ?? 'Guest'
    guest(`guest-${index + 1}`, {
      name: index < names.length ? name : `${name} ${Math.floor(index / names.length) + 1}`,
    })
  }
  const client = createClient({ adapter: hub.adapter(service), clientId: 'ada', info: { name: 'Ada Lovelace' }, log })
  return {
    hub,
    client,
    guest,
    close: async () => {
      await Promise.all([client, ...guests.values()].map((each) => each.close()))
    },
  }
}
