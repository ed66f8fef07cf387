/** What can be seen of a page, in the page's coordinates: smaller than its window while a keyboard lies over it. */
export interface VisibleArea {
  readonly offsetTop: number
  readonly height: number
  /** How far the page is magnified. */
  readonly scale: number
  /** How high the window is, what a keyboard covers included. */
  readonly windowHeight: number
}

/**
 * How much of an element a keyboard on the screen covers, in CSS pixels from the element's lower edge.
 *
 * A magnified page shows less of everything for another reason: then it is 0. What lies below the window isn't covered:
 * one scrolls there.
 *
 * @param bottom - the element's lower edge, in the coordinates of the window
 */
export function keyboardInset(bottom: number, { offsetTop, height, scale, windowHeight }: VisibleArea): number {
  return scale > 1.01 ? 0 : Math.max(0, Math.round(Math.min(bottom, windowHeight) - offsetTop - height))
}
