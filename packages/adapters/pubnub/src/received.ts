import type { PresenceConnection, ReceivedMessage, Signal, UserInfo } from '@herenow/adapter'
import { openedMeta } from './message-meta.ts'
import { positionOf, timeOf } from './native-position.ts'
import { dataOf } from './payload.ts'
import { openedState } from './presence-state.ts'
import type { SdkMessage, SdkStoredMessage } from './sdk.ts'
import { openedSignal } from './signal-payload.ts'

/** What a message without a name is called. */
const plainName = 'message'

/** A message as it is delivered. Its publisher says whether it is stored. */
export function deliveredMessage(channel: string, event: SdkMessage): ReceivedMessage {
  const { message, publisher, timetoken, userMetadata } = event
  const beside = openedMeta(userMetadata)
  const received = messageOf(channel, { message, uuid: publisher, timetoken }, beside)
  return beside.isStored === false ? { ...received, position: null } : received
}

/** A message as history has it, which is stored whatever its publisher says. */
export function storedMessage(channel: string, native: SdkStoredMessage): ReceivedMessage {
  return messageOf(channel, native, openedMeta(native.meta))
}

function messageOf(
  channel: string,
  { message, uuid, timetoken }: SdkStoredMessage,
  beside: ReturnType<typeof openedMeta>,
): ReceivedMessage {
  const position = positionOf(timetoken)
  return {
    id: beside.id ?? position.offset,
    channel,
    name: beside.name ?? plainName,
    data: dataOf(message),
    clientId: uuid ?? '',
    info: beside.info,
    connectionId: beside.connectionId ?? null,
    timestamp: timeOf(position),
    position,
    meta: beside.meta,
  }
}

/** Whether it was published as a message, and not with a file. */
export function isMessage({ messageType }: SdkStoredMessage): boolean {
  return messageType === undefined || messageType === null || Number(messageType) === 0
}

/** `infoOf`: what is known of a user whose signal has no room to say it. */
export function receivedSignal(
  channel: string,
  { message, publisher: clientId = '', timetoken }: SdkMessage,
  infoOf: (clientId: string) => UserInfo | null,
): Signal {
  const { name, data, info } = openedSignal(message)
  const timestamp = timeOf(positionOf(timetoken))
  return { channel, name, data, clientId, info: info ?? infoOf(clientId), connectionId: null, timestamp }
}

/** A user in a channel: PubNub doesn't tell a user's devices apart, nor when they came. */
export function presenceConnection(uuid: string, state: unknown, now: number): PresenceConnection {
  return { connectionId: uuid, clientId: uuid, ...openedState(state), enteredAt: now, updatedAt: now }
}
