import { limits } from './limits.ts'
import type { FrameProblem } from './problem.ts'
import { Malformed } from './problem.ts'
import type { Fields } from './read.ts'
import { field, record } from './read.ts'

/** One item of a frame: read, or what is wrong with it. */
export type Decoded<Item> =
  | { readonly item: Item; readonly problem?: undefined }
  | { readonly item?: undefined; readonly problem: FrameProblem }

/** Reads the item that a frame's entry of one `type` holds. */
type ReadItem<Item> = (fields: Fields) => Item

/** Item types and how to read them. Has no prototype worth the name: look-ups go through `Object.hasOwn`. */
export type ItemReaders<Item> = Readonly<Record<string, ReadItem<Item>>>

/** Reads a text frame: one item or an array of them. Never throws; each entry stands or falls on its own. */
export function decodeFrame<Item>(frame: unknown, readers: ItemReaders<Item>): readonly Decoded<Item>[] {
  const parsed = parse(frame)
  if (parsed === undefined) return [{ problem: { kind: 'not-json', message: 'The frame is not JSON text' } }]
  if (!Array.isArray(parsed)) return [decodeItem(parsed, readers)]
  if (parsed.length === 0 || parsed.length > limits.itemsPerFrame) {
    return [{ problem: { kind: 'malformed', message: `An array frame must have 1 to ${limits.itemsPerFrame} items` } }]
  }
  return parsed.map((entry: unknown) => decodeItem(entry, readers))
}

/** `undefined` can't come out of JSON, so it may stand for "not JSON". */
function parse(frame: unknown): unknown {
  if (typeof frame !== 'string') return undefined
  try {
    return JSON.parse(frame)
  } catch {
    return undefined
  }
}

function decodeItem<Item>(entry: unknown, readers: ItemReaders<Item>): Decoded<Item> {
  try {
    const fields = record(entry, 'An item')
    const type = field(fields, 'type')
    if (typeof type !== 'string') throw new Malformed('type must be a string')
    const read = Object.hasOwn(readers, type) ? readers[type] : undefined
    if (read === undefined) {
      return { problem: { kind: 'unknown-type', message: `Unknown type "${type.slice(0, 40)}"`, ...address(entry) } }
    }
    return { item: read(fields) }
  } catch (error) {
    if (!(error instanceof Malformed)) throw error
    return { problem: { kind: 'malformed', message: error.message, ...address(entry) } }
  }
}

/** Where an answer to a broken item should go, as far as it can be read. */
function address(entry: unknown): { id?: number; channel?: string } {
  if (typeof entry !== 'object' || entry === null) return {}
  const id = field(entry as Fields, 'id')
  const channel = field(entry as Fields, 'channel')
  return {
    ...(typeof id === 'number' && Number.isSafeInteger(id) && id >= 0 ? { id } : {}),
    ...(typeof channel === 'string' && channel.length <= limits.frameBytes ? { channel: channel.slice(0, 200) } : {}),
  }
}
