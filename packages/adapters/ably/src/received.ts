import type { PresenceConnection, ReceivedMessage, Signal } from '@herenow/adapter'
import type { InboundMessage, PresenceMessage } from 'ably'
import { besideOf, isRecord } from './headers.ts'
import { positionOf } from './native-position.ts'
import { opened } from './presence-data.ts'

/** What a message is called that has no name. */
const plainName = 'message'

/** Whether it is a message of somebody's, new and to be handed on: not what Ably says itself, and no change of another. */
export function isMessage({ name, action }: InboundMessage): boolean {
  return action === 'message.create' && !name?.startsWith('[meta]')
}

/** Whether it was delivered only, and is a signal here. */
export function isSignal({ extras }: InboundMessage): boolean {
  return isRecord(extras) && extras['ephemeral'] === true
}

export function receivedMessage(channel: string, message: InboundMessage): ReceivedMessage {
  return {
    id: message.id,
    position: positionOf(message.serial),
    connectionId: message.connectionId || null,
    ...contents(channel, message),
    meta: besideOf(message.extras).meta,
  }
}

export function receivedSignal(channel: string, message: InboundMessage): Signal {
  return { ...contents(channel, message), connectionId: message.connectionId || null }
}

function contents(channel: string, message: InboundMessage): Omit<Signal, 'connectionId'> {
  const { name = plainName, clientId = '', timestamp, extras } = message
  const data: unknown = message.data
  return { channel, name, data: data ?? null, clientId, info: besideOf(extras).info, timestamp }
}

/** A member as the SDK tells it, or as it is read. */
export type NativeMember = Pick<PresenceMessage, 'clientId' | 'connectionId' | 'timestamp' | 'data'>

/** `enteredAt`: where an earlier word of this member is known, else its last counts. */
export function presenceConnection(
  { clientId, connectionId, timestamp, data }: NativeMember,
  enteredAt: number = timestamp,
): PresenceConnection {
  return { connectionId, clientId, ...opened(data), enteredAt, updatedAt: timestamp }
}
