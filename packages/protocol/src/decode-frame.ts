import { clientLimits } from './client-limits.ts'
import type { FrameProblem } from './problem.ts'
import { Malformed } from './problem.ts'
import type { Read } from './read.ts'
import { field, freeText, isCount, record } from './read.ts'

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
  return Array.from(frameItems(frame, readers))
}

/** The same, one item at a time: what isn't asked for is not read. */
export function* frameItems<Item extends { readonly type: string }>(
  frame: unknown,
  readers: ItemReaders<Item>,
): Generator<Decoded<Item>, void, void> {
  const parsed = parse(frame)
  if (parsed === undefined) {
    yield problem('not-json', 'The frame is not JSON text')
  } else if (!Array.isArray(parsed)) {
    yield decodeItem(parsed, readers)
  } else if (parsed.length === 0 || parsed.length > clientLimits.itemsPerFrame) {
    yield problem('malformed', `An array frame must have 1 to ${clientLimits.itemsPerFrame} items`)
  } else {
    for (const entry of parsed) yield decodeItem(entry, readers)
  }
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
    if (isKnown(readers, type)) {
      // The table ties each type to its reader; TypeScript loses the tie at the look-up.
      return { item: { type, ...readers[type](entry, 'An item') } as unknown as Item }
    }
    return problem('unknown-type', `Unknown type "${type.slice(0, 40)}"`, entry)
  } catch (error) {
    if (!(error instanceof Malformed)) throw error
    return problem('malformed', error.message, entry)
  }
}

/** `constructor` is no item, though every object has one. */
function isKnown<Item extends { readonly type: string }>(
  readers: ItemReaders<Item>,
  type: string,
): type is Item['type'] {
  return Object.hasOwn(readers, type)
}

/** With where an answer should go, as far as `entry` tells. */
function problem(kind: FrameProblem['kind'], message: string, entry?: unknown): { readonly problem: FrameProblem } {
  const { type, id, channel } = Object(entry) as Readonly<Record<'type' | 'id' | 'channel', unknown>>
  return {
    problem: {
      kind,
      message,
      ...(typeof type === 'string' && { type: type.slice(0, 40) }),
      ...(isCount(id) && { id }),
      ...(typeof channel === 'string' && { channel: channel.slice(0, 200) }),
    },
  }
}
