/** The visible area of a page: smaller than its window while an on-screen keyboard covers it. */
export interface VisibleArea {
  readonly offsetTop: number
  readonly height: number
  /** How far the page is magnified. */
  readonly scale: number
  /** The height of the window, including the part under the keyboard. */
  readonly windowHeight: number
}

/**
 * How much of an element an on-screen keyboard covers, in CSS pixels from the element's lower edge.
 *
 * 0 on a magnified page, whose visible area is smaller for another reason. The part below the window doesn't count: one
 * can scroll there.
 *
 * @param bottom - the element's lower edge, in the coordinates of the window
 */
export function keyboardInset(bottom: number, { offsetTop, height, scale, windowHeight }: VisibleArea): number {
  return scale > 1.01 ? 0 : Math.max(0, Math.round(Math.min(bottom, windowHeight) - offsetTop - height))
}
