/** A row that the reader sees, and where in the content it stood. */
export interface Anchor {
  readonly key: string
  readonly element: Element
  /** Distance from the start of the content, px. It doesn't change by scrolling, only by what grows or goes above. */
  readonly top: number
}

/** Enough to find one again when some of them are taken out. */
const anchorsKept = 8

/**
 * Notes the rows that are in view, in the order in which they should stay: those that can be read whole come first.
 *
 * Costs about ten measurements, however many rows there are.
 */
export function takeAnchors(scroller: HTMLElement, rows: HTMLElement): readonly Anchor[] {
  const origin = originOf(scroller)
  const view = scroller.getBoundingClientRect()
  const whole: Anchor[] = []
  const cut: Anchor[] = []
  for (let index = firstBelow(rows, view.top); whole.length < anchorsKept; index += 1) {
    const element = rows.children[index]
    const key = element === undefined ? undefined : keyOf(element)
    if (element === undefined || key === undefined) break
    const { top } = element.getBoundingClientRect()
    if (top > view.bottom && whole.length > 0) break
    const anchors = top < view.top ? cut : whole
    anchors.push({ key, element, top: top - origin })
  }
  return [...whole, ...cut]
}

/** How far the first row that is still there has moved within the content, px. 0 when none is. */
export function drift(scroller: HTMLElement, rows: HTMLElement, anchors: readonly Anchor[]): number {
  const origin = originOf(scroller)
  for (const anchor of anchors) {
    const element = find(rows, anchor)
    if (element !== undefined) return element.getBoundingClientRect().top - origin - anchor.top
  }
  return 0
}

/** The row of a key. */
export function rowOf(rows: HTMLElement, key: string): HTMLElement | undefined {
  for (const row of rows.children) if (row instanceof HTMLElement && keyOf(row) === key) return row
  return undefined
}

/** The key of a row: what its `data-key` says. */
function keyOf(row: Element): string | undefined {
  return row instanceof HTMLElement ? row.dataset['key'] : undefined
}

function find(rows: HTMLElement, { key, element }: Anchor): Element | undefined {
  // Nearly always it is the very element; only a row that went and came back has a new one.
  return element.parentNode === rows && keyOf(element) === key ? element : rowOf(rows, key)
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
