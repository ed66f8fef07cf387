import type { MessageMeta, OutgoingMessage } from '@herenow/adapter'
import { isMessageId, validTime } from '@herenow/adapter'

/**
 * How a message travels, since a publication of Centrifugo has no place for a name, an id or a time that a client could
 * set. Readable for clients of Centrifugo that know nothing of the kit.
 */
export interface Envelope {
  readonly id: string
  readonly name: string
  readonly data: unknown
  /** Milliseconds since 1970, by the publisher's clock. */
  readonly time: number
  readonly meta?: MessageMeta
}

export function sealed({ id, name, data, meta }: OutgoingMessage, time: number): Envelope {
  return { id, name, data, time, ...(meta && { meta }) }
}

/** Of the ids that publications get which bring none. No envelope may foretell one, and hide that publication by it. */
export const plainIdPrefix = 'centrifugo:'

const keys: ReadonlySet<string> = new Set(['id', 'name', 'data', 'time', 'meta'])

/** `null`: it is something else, such as the data of a client that doesn't know the kit. */
export function opened(value: unknown): Envelope | null {
  if (typeof value !== 'object' || value === null) return null
  const { id, name, data, time, meta }: Partial<Record<keyof Envelope, unknown>> = value
  const at = validTime(time)
  const isOurs =
    isMessageId(id) &&
    !id.startsWith(plainIdPrefix) &&
    typeof name === 'string' &&
    data !== undefined &&
    at !== null &&
    (meta === undefined || isMeta(meta)) &&
    Object.keys(value).every((key) => keys.has(key))
  if (!isOurs) return null
  return { id, name, data, time: at, ...(isMeta(meta) && { meta }) }
}

function isMeta(value: unknown): value is MessageMeta {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
