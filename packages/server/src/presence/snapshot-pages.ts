import type { WireConnection } from '@herenow/protocol'
import { limits } from '@herenow/protocol'
import { SharedItem } from '../socket/pending-set.ts'

/** Which snapshot it is. */
export interface SnapshotHead {
  readonly channel: string
  readonly revision: number
  readonly settling: boolean
}

/** A snapshot's pages, encoded once for everybody who is sent them. */
export function snapshotPages(head: SnapshotHead, connections: readonly WireConnection[]): readonly SharedItem[] {
  const { channel, revision, settling } = head
  const pages = [...connectionPages(connections)]
  return pages.map((texts, index) => {
    const place = `"first":${index === 0},"last":${index === pages.length - 1}`
    return new SharedItem(
      `{"type":"presence-snapshot","channel":"${channel}","revision":${revision},"settling":${settling},${place},"connections":[${texts.join(',')}]}`,
    )
  })
}

/** Connections as JSON text, cut into pages of at most 256 KiB; at least one page, which may be empty. */
function* connectionPages(connections: readonly WireConnection[]): Generator<readonly string[]> {
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
