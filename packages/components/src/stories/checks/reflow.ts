/** A piece of text or a control, where it really can be seen: what ancestors cut off is not part of it. */
interface Piece {
  readonly name: string
  readonly element: Element
  readonly seen: DOMRect
}

/** Things that float over others because that is what they are for. */
const floating = '.hn-popover, .hn-jump-to-latest, .hn-cursors-layer, .hn-hidden'
const controls = 'button, textarea, input, a[href], [role="img"]'
/** Pictures, though they are made of text. */
const pictures = '.hn-avatar-face'
const visibility = { opacityProperty: true, visibilityProperty: true, contentVisibilityAuto: true }

/**
 * What doesn't fit, in words; empty where all is well.
 *
 * The page must not scroll sideways, text must not be cut off (unless an ellipsis says so) or lie over other text, and
 * every control must be where a pointer reaches it, after scrolling at most.
 */
export function findWhatDoesNotFit(root: Element): readonly string[] {
  const found: string[] = []
  const page = document.documentElement
  if (page.scrollWidth > page.clientWidth) {
    found.push(`the page is ${page.scrollWidth} px wide in a window of ${page.clientWidth} px`)
  }
  const pieces = [...textsIn(root), ...controlsIn(root)].flatMap(({ element, name, box }) => {
    const { seen, problem } = cutByAncestors(element, box)
    if (problem !== null) found.push(`${name} ${problem}`)
    if (seen === null) return []
    if (seen.left < -1 || seen.right > page.clientWidth + 1) found.push(`${name} is beside the window`)
    return [{ name, element, seen }]
  })
  return [...found, ...overlaps(pieces), ...outOfReach(root)]
}

interface Whole {
  readonly name: string
  readonly element: Element
  readonly box: DOMRect
}

function textsIn(root: Element): readonly Whole[] {
  const texts: Whole[] = []
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT)
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const element = node.parentElement
    const text = node.nodeValue?.trim() ?? ''
    if (element === null || text === '' || !isShown(element) || element.closest(pictures) !== null) continue
    const range = document.createRange()
    range.selectNodeContents(node)
    for (const box of range.getClientRects()) texts.push({ name: `“${text.slice(0, 30)}”`, element, box })
  }
  return texts
}

const controlsIn = (root: Element): readonly Whole[] =>
  [...root.querySelectorAll(controls)].filter(isShown).flatMap((element) =>
    // A link may be broken over several lines.
    [...element.getClientRects()].map((box) => ({ name: nameOf(element), element, box })),
  )

const isShown = (element: Element): boolean =>
  element.checkVisibility(visibility) && element.closest('.hn-hidden') === null

/** “button.hn-avatar Ada”: the element, its first class, and what it is called. */
const nameOf = (element: Element): string =>
  [element.localName, element.classList[0] ?? '', element.ariaLabel ?? ''].filter((part) => part !== '').join(' ')

/** Cuts a box as its ancestors do. Scrolling brings the rest back, and an ellipsis says that there is more. */
function cutByAncestors(element: Element, box: DOMRect): { seen: DOMRect | null; problem: string | null } {
  let { left, right, top, bottom } = box
  let problem: string | null = null
  for (let each: Element | null = element; each !== null; each = each.parentElement) {
    const { overflowX, overflowY, textOverflow, position } = getComputedStyle(each)
    const around = each.getBoundingClientRect()
    if (overflowX !== 'visible' && each !== document.documentElement) {
      const isCut = left < around.left - 1 || right > around.right + 1
      if (isCut && textOverflow !== 'ellipsis') problem ??= `is cut off sideways by ${nameOf(each)}`
      left = Math.max(left, around.left)
      right = Math.min(right, around.right)
    }
    if (overflowY !== 'visible' && each !== document.documentElement) {
      const isScrollable = overflowY === 'auto' || overflowY === 'scroll'
      // Letters of other scripts may rise a little above their line.
      const slack = 4
      const isCut = top < around.top - slack || bottom > around.bottom + slack
      if (isCut && !isScrollable) problem ??= `is cut off above or below by ${nameOf(each)}`
      top = Math.max(top, around.top)
      bottom = Math.min(bottom, around.bottom)
    }
    if (position === 'fixed') break
    // Out of the view of a scroller it is not cut off: one scrolls there.
    if (right - left < 1 || bottom - top < 1) return { seen: null, problem }
  }
  return { seen: new DOMRect(left, top, right - left, bottom - top), problem }
}

function overlaps(pieces: readonly Piece[]): readonly string[] {
  const standing = pieces.filter(({ element }) => element.closest(floating) === null)
  return standing.flatMap((one, index) =>
    standing
      .slice(index + 1)
      .filter((other) => isOver(one, other))
      .map((other) => `${one.name} and ${other.name} lie over each other`),
  )
}

function isOver(one: Piece, other: Piece): boolean {
  if (one.element.contains(other.element) || other.element.contains(one.element)) return false
  // Avatars of a stack overlap: that is how it looks.
  if (one.element.closest('.hn-presence-avatars') !== null) return false
  const width = Math.min(one.seen.right, other.seen.right) - Math.max(one.seen.left, other.seen.left)
  const height = Math.min(one.seen.bottom, other.seen.bottom) - Math.max(one.seen.top, other.seen.top)
  // Boxes of neighbouring lines touch, since letters need less room than their box.
  return width > 2 && height > 0.3 * Math.min(one.seen.height, other.seen.height)
}

/** Controls that something else covers, wherever one scrolls. An open popover covers what it covers. */
function outOfReach(root: Element): readonly string[] {
  const area = root.querySelector(':popover-open') ?? root
  return [...area.querySelectorAll('button, textarea, input, a[href]')].filter(isShown).flatMap((element) => {
    element.scrollIntoView({ block: 'center', inline: 'nearest' })
    // Any line of a long link will do.
    return [...element.getClientRects()].some((box) => isHit(element, box))
      ? []
      : [`${nameOf(element)} is out of reach`]
  })
}

function isHit(element: Element, box: DOMRect): boolean {
  const hit = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2)
  return hit !== null && element.contains(hit)
}
