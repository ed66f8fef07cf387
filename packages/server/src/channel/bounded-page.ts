import { Buffer } from 'node:buffer'
import { limits } from '@herenow/protocol'
import type { EnginePage } from '../engine/engine.ts'

/** Engines count letters where the wire counts bytes: keeps of a page what fits a frame, but at least one message. */
export function boundedPage(page: EnginePage): Pick<EnginePage, 'messages' | 'more'> {
  let bytes = 0
  for (const [index, { text }] of page.messages.entries()) {
    const size = Buffer.byteLength(text) + 1
    if (index > 0 && bytes + size > limits.pageBytes) {
      return { messages: page.messages.slice(0, index), more: true }
    }
    bytes += size
  }
  return page
}
