import type { Message, OutgoingMessage } from '@herenow/adapter'
import type { ClientServices } from '../client/client-services.ts'

/** An own message as the log shows it from the moment it is published. */
export function shownAsSending(
  { id, name, data, meta }: OutgoingMessage,
  channel: string,
  client: Pick<ClientServices, 'clientId' | 'info' | 'clock'>,
): Message {
  return {
    id,
    channel,
    name,
    data,
    clientId: client.clientId ?? '',
    info: client.info,
    connectionId: null,
    timestamp: client.clock.date(),
    position: null,
    meta,
    status: 'sending',
  }
}
