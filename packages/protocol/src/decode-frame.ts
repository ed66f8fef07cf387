import { limits } from './limits.ts'
import type { FrameProblem } from './problem.ts'
import { Malformed } from './problem.ts'
import type { Read } from './read.ts'
import { field, freeText, record } from './read.ts'

/** One item of a frame: read, or what is wrong with it. */
export type Decoded<Item> =
  | { readonly item: Item; readonly problem?: undefined }
  | { readonly item?: undefined; readonly problem: FrameProblem }

/** How to read the items of each type. */
export type ItemReaders<Item extends { readonly type: string }> = {
  readonly [Type in Item['type']]: Read<Omit<Extract<Item, { readonly type: Type }>, 'type'>>
}

/** Reads a text frame: one item or an array of them. Never throws; each entry stands or falls on its own. */
export function decodeFrame<Item extends { readonly type: string }>(
  frame: unknown,
  readers: ItemReaders<Item>,
): readonly Decoded<Item>[] {
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

function decodeItem<Item extends { readonly type: string }>(entry: unknown, readers: ItemReaders<Item>): Decoded<Item> {
  try {
    const type = freeText(field(record(entry, 'An item'), 'type'), 'type')
    if (!isKnown(readers, type)) {
      return { problem: { kind: 'unknown-type', message: `Unknown type "${type.slice(0, 40)}"`, ...address(entry) } }
    }
    // The table ties each type to its reader; TypeScript loses the tie at the look-up.
    return { item: { type, ...readers[type](entry, 'An item') } as unknown as Item }
  } catch (error) {
    if (!(error instanceof Malformed)) throw error
    return { problem: { kind: 'malformed', message: error.message, ...address(entry) } }
  }
}

/** `constructor` is no item, though every object has one. */
function isKnown<Item extends { readonly type: string }>(
  readers: ItemReaders<Item>,
  type: string,
): type is Item['type'] {
  return Object.hasOwn(readers, type)
}

/** Where an answer to a broken item should go, as far as it can be read. */
function address(entry: unknown): { id?: number; channel?: string } {
  const { id, channel } = Object(entry) as { id?: unknown; channel?: unknown }
  return {
    ...(Number.isSafeInteger(id) && (id as number) >= 0 ? { id: id as number } : {}),
    ...(typeof channel === 'string' ? { channel: channel.slice(0, 200) } : {}),
  }
}
