import { isMessageId, maxMessageIdBytes } from '@herenow/adapter'
import { limits } from './limits.ts'
import { Malformed } from './problem.ts'
import type { Read } from './read.ts'
import { count, flag, json, jsonRecord, maybe, object, text, whole } from './read.ts'
import { shortText } from './read-wire.ts'
import type { MalformedOutgoing, WireOutgoing, WirePosition } from './wire-message.ts'

// What clients write, held to the limits. Apart from what servers write, so that no client carries it.

const clientIdText = text(limits.clientIdBytes)

/** Half a surrogate pair becomes another character wherever text is stored: two clients would be one. */
export function isWholeText(value: string): boolean {
  return !/\p{Cs}/u.test(value)
}

export function clientId(value: unknown, name: string): string {
  const id = clientIdText(value, name)
  if (!isWholeText(id)) throw new Malformed(`${name} must not have half a surrogate pair`)
  return id
}
export const eventName: Read<string> = text(limits.nameBytes)
export const info: Read<Readonly<Record<string, unknown>>> = jsonRecord(limits.infoBytes)
export const token: Read<string> = text(limits.tokenBytes)

/** `offset` 0 stands before the first message. */
export const position: Read<WirePosition> = object({ epoch: shortText, offset: count })

function messageId(value: unknown, name: string): string {
  if (isMessageId(value)) return value
  throw new Malformed(`${name} must be a string of 1 to ${maxMessageIdBytes} bytes without control characters`)
}

/** Only `false` says something. */
const storeFlag: Read<false | undefined> = (value, name) => (maybe(flag)(value, name) === false ? false : undefined)

const outgoing: Read<WireOutgoing> = object({
  id: messageId,
  name: eventName,
  data: json,
  meta: maybe(jsonRecord(limits.metaBytes)),
  store: storeFlag,
  ttl: maybe(whole(1)),
})

/** A message of a publish. One that is malformed must not take its neighbours with it. */
export function outgoingOrProblem(value: unknown, name: string): WireOutgoing | MalformedOutgoing {
  try {
    return outgoing(value, name)
  } catch (error) {
    if (!(error instanceof Malformed)) throw error
    return { malformed: error.message }
  }
}
