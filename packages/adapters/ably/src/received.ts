import type { MessageEvent, PresenceConnection, ReceivedMessage, Signal, SignalEvent } from '@herenow/adapter'
import type { InboundMessage, PresenceMessage } from 'ably'
import { besideOf } from './headers.ts'
import { isRecord } from './json.ts'
import { positionOf } from './native-position.ts'
import { opened } from './presence-data.ts'

/** What a message is called that has no name. */
const plainName = 'message'

/** Whether it is a new message of somebody's: not what Ably says itself, and no change of an earlier one. */
export function isNew({ action, name }: InboundMessage): boolean {
  return action === 'message.create' && !isOfAbly(name)
}

/** Whether history shows it. A message that was changed stands there as it is now, one that was removed does not. */
export function isKept({ action, name }: InboundMessage): boolean {
  return (action === 'message.create' || action === 'message.update') && !isOfAbly(name)
}

function isOfAbly(name: string | undefined): boolean {
  return name?.startsWith('[meta]') === true
}

export function eventOf(channel: string, message: InboundMessage): SignalEvent | MessageEvent {
  if (!isSignal(message)) return { type: 'message', channel, message: receivedMessage(channel, message) }
  const signal = { ...contents(channel, message), connectionId: message.connectionId || null }
  return { type: 'signal', channel, signal }
}

/** Whether it was delivered only. */
function isSignal({ extras }: InboundMessage): boolean {
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
