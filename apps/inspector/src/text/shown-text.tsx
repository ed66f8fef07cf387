import type { ReactElement } from 'react'
import { visibleText } from './visible-text.ts'

/** Characters of a name that fit a row. */
const mostOfAName = 200

/** A text that somebody else made up: isolated, so that it can't turn around what stands beside it. */
export function ShownText({ text }: { readonly text: string }): ReactElement {
  return <bdi>{visibleText(text, mostOfAName)}</bdi>
}
