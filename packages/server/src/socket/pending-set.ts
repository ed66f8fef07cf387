import { Buffer } from 'node:buffer'
import { encodeFrame, limits } from '@herenow/protocol'
import { textFrame } from './text-frame.ts'

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
  readonly #count: number
  /** UTF-8 bytes of all items. */
  readonly size: number
  #lastItem: SharedItem | null = null
  #lastNext: PendingSet | null = null
  #others: Map<SharedItem, PendingSet> | null = null
  #frame: Buffer | null = null

  constructor(before: PendingSet | null = null, text = '', size = 0) {
    this.#before = before
    this.#text = text
    this.#count = before === null ? 0 : before.#count + 1
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

  /** The bytes to write: one array frame, or several where there are more items than a frame may have. */
  frame(): Buffer {
    this.#frame ??= this.#encode()
    return this.#frame
  }

  #encode(): Buffer {
    if (this.#count === 1) return textFrame(this.#text)
    const texts = [this.#text]
    for (let node = this.#before; node !== null && node.#before !== null; node = node.#before) {
      texts.push(node.#text)
    }
    texts.reverse()
    if (texts.length <= limits.itemsPerFrame) return textFrame(encodeFrame(texts))
    const frames: Buffer[] = []
    for (let start = 0; start < texts.length; start += limits.itemsPerFrame) {
      frames.push(textFrame(encodeFrame(texts.slice(start, start + limits.itemsPerFrame))))
    }
    return Buffer.concat(frames)
  }
}
