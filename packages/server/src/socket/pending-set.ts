import { Buffer } from 'node:buffer'
import { encodeFrame, limits } from '@herenow/protocol'
import { textFrame } from './text-frame.ts'

/** Bytes of items that fit a frame of the server, whatever commas and brackets they need. */
const mostTogether = limits.serverFrameBytes - limits.itemsPerFrame - 1

/** An item that several sockets receive. Its identity is what makes pending sets equal. */
export class SharedItem {
  readonly text: string
  /** UTF-8 bytes. */
  readonly size: number

  constructor(text: string) {
    this.text = text
    this.size = Buffer.byteLength(text)
  }
}

/**
 * What waits to be sent, as a node of a tree: the path from the root is the sequence of items. Sockets that wait for
 * the same sequence stand on the same node, and so share one frame. Moving a socket on allocates nothing once another
 * socket went the same way.
 */
export class PendingSet {
  readonly #before: PendingSet | null
  readonly #text: string
  /** UTF-8 bytes of all items. */
  readonly size: number
  #lastItem: SharedItem | null = null
  #lastNext: PendingSet | null = null
  #others: Map<SharedItem, PendingSet> | null = null
  #frames: readonly Buffer[] | null = null

  constructor(before: PendingSet | null = null, text = '', size = 0) {
    this.#before = before
    this.#text = text
    this.size = before === null ? 0 : before.size + size
  }

  /** This set and then `item`: the same set for everybody who asks. */
  and(item: SharedItem): PendingSet {
    if (this.#lastItem === item && this.#lastNext !== null) return this.#lastNext
    const known = this.#others?.get(item)
    if (known !== undefined) return known
    const next = new PendingSet(this, item.text, item.size)
    if (this.#lastItem !== null && this.#lastNext !== null) {
      this.#others ??= new Map()
      this.#others.set(this.#lastItem, this.#lastNext)
    }
    this.#lastItem = item
    this.#lastNext = next
    return next
  }

  /** This set and then something of `size` bytes for one socket only. */
  andPersonal(text: string, size: number = Buffer.byteLength(text)): PendingSet {
    return new PendingSet(this, text, size)
  }

  /** What to write: one array frame, or several where one can't have so many items or bytes. */
  frames(): readonly Buffer[] {
    this.#frames ??= this.#encode()
    return this.#frames
  }

  #encode(): readonly Buffer[] {
    const frames: Buffer[] = []
    let texts: string[] = []
    let bytes = 0
    for (const { text, size } of PendingSet.#itemsOf(this)) {
      if (texts.length === limits.itemsPerFrame || (texts.length > 0 && bytes + size > mostTogether)) {
        frames.push(frameOf(texts))
        texts = []
        bytes = 0
      }
      texts.push(text)
      bytes += size
    }
    frames.push(frameOf(texts))
    return frames
  }

  /** From the root on. */
  static #itemsOf(set: PendingSet): readonly { readonly text: string; readonly size: number }[] {
    const items: { text: string; size: number }[] = []
    for (let node = set; node.#before !== null; node = node.#before) {
      items.push({ text: node.#text, size: node.size - node.#before.size })
    }
    return items.reverse()
  }
}

function frameOf(texts: readonly string[]): Buffer {
  const [only] = texts
  return textFrame(only !== undefined && texts.length === 1 ? only : encodeFrame(texts))
}
