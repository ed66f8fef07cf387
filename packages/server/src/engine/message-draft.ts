import type { EncodedMessage, WireMessage } from '@herenow/protocol'

/** Everything of a message that its publisher decides. `data` is JSON text already. */
export interface DraftFields {
  readonly id: string
  readonly name: string
  readonly data: string
  readonly meta?: WireMessage['meta'] | undefined
  /** Who publishes, from `publisherText`. */
  readonly publisher: string
}

/** The publisher's part of a message, encoded once per connection: the inside of a JSON object. */
export function publisherText(publisher: Pick<WireMessage, 'clientId' | 'info' | 'connectionId'>): string {
  const { clientId, info, connectionId } = publisher
  return JSON.stringify({
    clientId,
    ...(info === undefined ? {} : { info }),
    ...(connectionId === undefined ? {} : { connectionId }),
  }).slice(1, -1)
}

/** A message as JSON text whose end is left open for the engine. */
export function draftMessage(fields: DraftFields): string {
  const meta = fields.meta === undefined ? '' : `,"meta":${JSON.stringify(fields.meta)}`
  return `{"id":${JSON.stringify(fields.id)},"name":${JSON.stringify(fields.name)},"data":${fields.data},${fields.publisher}${meta}`
}

/** Closes a draft with what the engine decided. `offset` is `null` for a message that isn't stored. */
export function completeMessage(draft: string, timestamp: number, offset: number | null): EncodedMessage {
  return offset === null
    ? `${draft},"timestamp":${timestamp}}`
    : `${draft},"timestamp":${timestamp},"offset":${offset}}`
}
