import { isRecord } from './records.ts'

/** The one key of a message that PubNub would not take, or that would be taken for another's. */
const ours = 'herenow'

/**
 * Data as PubNub's message. The SDK takes nothing that JavaScript holds for false (`null`, `0`, `false`, an empty text):
 * such is packed.
 */
export function payloadOf(data: unknown): unknown {
  return !data || (isRecord(data) && Object.hasOwn(data, ours)) ? { [ours]: { data } } : data
}

/** The other way round. */
export function dataOf(payload: unknown): unknown {
  if (payload === undefined) return null
  if (!isRecord(payload) || Object.keys(payload).length !== 1) return payload
  const own = payload[ours]
  return isRecord(own) && Object.hasOwn(own, 'data') && Object.keys(own).length === 1 ? own['data'] : payload
}
