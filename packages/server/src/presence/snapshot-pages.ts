import type { WireConnection } from '@herenow/protocol'
import { limits } from '@herenow/protocol'

/** Connections as JSON text, cut into pages of at most 256 KiB; at least one page, which may be empty. */
export function* connectionPages(connections: Iterable<WireConnection>): Generator<readonly string[]> {
  let page: string[] = []
  let size = 0
  for (const connection of connections) {
    const text = JSON.stringify(connection)
    if (page.length > 0 && size + text.length > limits.pageBytes) {
      yield page
      page = []
      size = 0
    }
    page.push(text)
    size += text.length + 1
  }
  yield page
}
