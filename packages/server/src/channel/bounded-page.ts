import { Buffer } from 'node:buffer'
import { limits } from '@herenow/protocol'
import type { EnginePage } from '../engine/engine.ts'

/** A page as the wire can take it. */
export type BoundedPage = Pick<EnginePage, 'messages' | 'more'> & {
  /** UTF-8 bytes of the messages. */
  readonly bytes: number
}

/** Engines count letters where the wire counts bytes: keeps of a page what fits a frame, but at least one message. */
export function boundedPage(page: EnginePage): BoundedPage {
  let bytes = 0
  for (const [index, { text }] of page.messages.entries()) {
    const size = Buffer.byteLength(text) + 1
    if (index > 0 && bytes + size > limits.pageBytes) {
      return { messages: page.messages.slice(0, index), more: true, bytes }
    }
    bytes += size
  }
  return { messages: page.messages, more: page.more, bytes }
}

/** Bytes that cost as much as a request. */
const bytesPerToken = 65_536

/** What reading so many bytes of history costs beyond a request of its own. */
export function tokensForBytes(bytes: number): number {
  return Math.floor(bytes / bytesPerToken)
}
