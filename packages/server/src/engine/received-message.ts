import type { ReceivedMessage } from '@herenow/adapter'
import type { EncodedMessage, WireMessage, WirePosition } from '@herenow/protocol'

/** A message of an engine as others read it. `position`: `null` where it isn't stored. */
export function readMessage(channel: string, text: EncodedMessage, position: WirePosition | null): ReceivedMessage {
  const { id, name, data, clientId, timestamp, ...rest } = JSON.parse(text) as WireMessage
  return {
    id,
    channel,
    name,
    data,
    clientId,
    info: rest.info ?? null,
    connectionId: rest.connectionId ?? null,
    timestamp,
    position,
    meta: rest.meta ?? null,
  }
}
