import type { Position, PresenceConnection, Random, ReceivedMessage } from '@herenow/adapter'
import type { ClientInfo, PublicationContext } from 'centrifuge'
import { opened, plainIdPrefix } from './envelope.ts'
import { userInfo } from './user-info.ts'

/** What a publication is called that says no name. */
const plainName = 'message'

/** Who we are on the present connection. */
export interface Self {
  readonly connectionId: string
  readonly clientId: string
}

export interface ReadingNeeds {
  readonly random: Random
  /** Wall-clock milliseconds. */
  readonly now: () => number
  readonly self: () => Self | null
}

/** Turns what the SDK delivers into what the contract knows. */
export interface Reading {
  message(channel: string, publication: PublicationContext, position: Position | null): ReceivedMessage
  connection(info: ClientInfo): PresenceConnection
}

export function createReading({ random, now, self }: ReadingNeeds): Reading {
  /** Everybody without a user is the user '': they are told apart by their connections. */
  function clientIdOf({ client, user }: ClientInfo): string {
    const own = self()
    return own?.connectionId === client ? own.clientId : user || client
  }

  /** The same publication has the same id, wherever it is read; without a position it is read once. */
  function plainId(position: Position | null): string {
    if (position) return `${plainIdPrefix}${position.epoch}:${position.offset}`
    return Array.from(random.bytes(16), (byte) => byte.toString(16).padStart(2, '0')).join('')
  }

  return {
    message(channel, { data, info, tags }, position) {
      const envelope = opened(data)
      return {
        id: envelope?.id ?? plainId(position),
        channel,
        name: envelope?.name ?? plainName,
        data: envelope ? envelope.data : data,
        clientId: info ? clientIdOf(info) : '',
        info: info ? shown(info) : null,
        connectionId: info?.client ?? null,
        timestamp: envelope?.time ?? now(),
        position,
        meta: envelope?.meta ?? tags ?? null,
      }
    },
    connection(info) {
      const seenAt = now()
      return {
        connectionId: info.client,
        clientId: clientIdOf(info),
        info: shown(info),
        state: null,
        enteredAt: seenAt,
        updatedAt: seenAt,
      }
    },
  }
}

/** What the channel's token says of somebody wins over what the connection's does. */
function shown({ connInfo, chanInfo }: ClientInfo): PresenceConnection['info'] {
  return userInfo(chanInfo) ?? userInfo(connInfo)
}
