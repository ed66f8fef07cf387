import { utf8Length } from '@herenow/adapter'

/** Puts texts into as few groups as limits allow, in order. One that fits in none has a group of its own. */
export function inGroups(texts: readonly string[], most: number, mostBytes: number): readonly (readonly string[])[] {
  const groups: string[][] = []
  let group: string[] = []
  let bytes = 0
  for (const text of texts) {
    // With the comma, or the bracket, beside it.
    const size = utf8Length(text) + 1
    if (group.length === 0 || group.length === most || bytes + size > mostBytes) {
      group = []
      groups.push(group)
      bytes = 1
    }
    group.push(text)
    bytes += size
  }
  return groups
}
