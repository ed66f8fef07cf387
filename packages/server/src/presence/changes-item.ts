import { Buffer } from 'node:buffer'
import { limits } from '@herenow/protocol'
import type { PresenceChange } from './presence-change.ts'
import { wireChange } from './presence-change.ts'

/**
 * The items that tell a channel's changes, as JSON text, from this revision on: usually one, and more where a frame
 * can't hold them. Who leaves is told by ids alone: everybody knows the rest.
 */
export function changesTexts(channel: string, revision: number, changes: readonly PresenceChange[]): readonly string[] {
  const items: string[][] = [[]]
  let size = 0
  for (const change of changes) {
    const text = JSON.stringify(wireChange(change))
    const bytes = Buffer.byteLength(text) + 1
    if (size > 0 && size + bytes > limits.pageBytes) {
      items.push([])
      size = 0
    }
    items.at(-1)?.push(text)
    size += bytes
  }
  return items.map(
    (texts, index) =>
      `{"type":"presence","channel":"${channel}","revision":${revision + index},"changes":[${texts.join(',')}]}`,
  )
}
