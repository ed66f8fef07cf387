import type { ValueNode } from '@humanwhocodes/momoa'
import { parse } from '@humanwhocodes/momoa'

/** A line and a column, both counted from 1. */
export interface TextPlace {
  readonly line: number
  readonly column: number
}

/** Finds where the value at a path stands in JSON text. Throws for text that isn't JSON; `mistakePlace` tells where. */
export function jsonPlaces(text: string): (path: readonly string[]) => TextPlace {
  const { body } = parse(text)
  return (path) => {
    let node = body
    let place: TextPlace = body.loc.start
    for (const name of path) {
      const found = childOf(node, name)
      // What isn't there, such as an option that is missing, stands where it would be.
      if (found === null) return place
      node = found.node
      place = found.place
    }
    return place
  }
}

/** Where the text stops being JSON, as the error of `jsonPlaces` says; `null` for any other error. */
export function mistakePlace(error: unknown): TextPlace | null {
  if (!(error instanceof Error) || !('line' in error) || !('column' in error)) return null
  const { line, column } = error
  return typeof line === 'number' && typeof column === 'number' ? { line, column } : null
}

function childOf(node: ValueNode, name: string): { readonly node: ValueNode; readonly place: TextPlace } | null {
  if (node.type === 'Array') {
    const element = node.elements[Number(name)]
    return element === undefined ? null : { node: element.value, place: element.loc.start }
  }
  if (node.type !== 'Object') return null
  // Of two members with one name the last one counts.
  const member = node.members.findLast((each) => each.name.type === 'String' && each.name.value === name)
  return member === undefined ? null : { node: member.value, place: member.name.loc.start }
}
