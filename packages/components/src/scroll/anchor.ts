/**
 * What is read of a row, if it is more exact than the row: what stands above that in the row may come and go, as the name
 * of somebody goes from a message when an earlier one of theirs comes above it.
 */
export type TextOf = (row: Element) => Element

/** A row that the reader sees, and where in the content its text stood. */
export interface Anchor {
  readonly row: Element
  /** Distance from the start of the content, px. It doesn't change by scrolling, only by what grows or goes above. */
  readonly top: number
}

/** Enough to find one again when some of them are taken out. */
const anchorsKept = 8

/**
 * Notes the rows that are in view, in the order in which they should stay: those whose text can be read whole come first.
 *
 * Costs about ten measurements, however many rows there are.
 */
export function takeAnchors(scroller: HTMLElement, rows: HTMLElement, textOf: TextOf): readonly Anchor[] {
  const view = scroller.getBoundingClientRect()
  const whole: Anchor[] = []
  const cut: Anchor[] = []
  for (let index = firstBelow(rows, view.top); whole.length < anchorsKept; index += 1) {
    const row = rows.children[index]
    if (row === undefined) break
    const { top } = textOf(row).getBoundingClientRect()
    if (top > view.bottom && whole.length > 0) break
    const anchors = top < view.top ? cut : whole
    anchors.push({ row, top: top - originOf(scroller) })
  }
  return [...whole, ...cut]
}

/**
 * How far the text of the first row that is still there has moved within the content, px. 0 when none is.
 *
 * A row is known by its element, which React keeps for as long as there is a row of that key.
 */
export function drift(scroller: HTMLElement, anchors: readonly Anchor[], textOf: TextOf): number {
  const anchor = anchors.find(({ row }) => row.isConnected)
  return anchor === undefined ? 0 : textOf(anchor.row).getBoundingClientRect().top - originOf(scroller) - anchor.top
}

/** Where the content begins, in px of the viewport. */
function originOf(scroller: HTMLElement): number {
  return scroller.getBoundingClientRect().top - scroller.scrollTop
}

/** The first row that reaches below a line: rows stand one under another, so halving finds it. */
function firstBelow(rows: HTMLElement, line: number): number {
  let low = 0
  let high = rows.children.length
  while (low < high) {
    const middle = (low + high) >> 1
    const bottom = rows.children[middle]?.getBoundingClientRect().bottom ?? 0
    if (bottom > line) high = middle
    else low = middle + 1
  }
  return low
}
