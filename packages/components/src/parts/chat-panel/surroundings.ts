import type { Surroundings } from './panel-room.ts'

/** Far more than any page is high, px. */
const far = 100_000

/** What is around a panel, and what decides that. */
export interface PanelPlace {
  readonly around: Surroundings
  /** What scrolls around the panel; `null`: the page. */
  readonly scroller: Element | null
  /** Where the size of one of these changes, the panel may have another room. */
  readonly watched: readonly Element[]
}

/** Measures what is around a panel. `null`: it stands in nothing. */
export function surroundingsOf(panel: HTMLElement): PanelPlace | null {
  const ancestors = ancestorsOf(panel)
  const [parent] = ancestors
  if (parent === undefined) return null
  const scroller = ancestors.find(scrolls) ?? null
  const within = scroller === null ? ancestors : ancestors.slice(0, ancestors.indexOf(scroller))
  const { top } = panel.getBoundingClientRect()
  const start = scroller === null ? -scrollY : scroller.getBoundingClientRect().top - scroller.scrollTop
  const view = (scroller ?? document.documentElement).clientHeight
  return {
    around: {
      isGiven: keepsItsHeight(parent, panel),
      stacks: !/flex|grid/.test(getComputedStyle(parent).display),
      before: top - innerTop(parent),
      after: marginBelow(panel) + followers(panel, parent),
      above: top - start,
      below: below(panel, within, view),
      view,
    },
    scroller,
    watched: [...ancestors, ...boxesIn(parent).filter((box) => box !== panel)],
  }
}

/** The elements around one that have a box, from the nearest on. */
function ancestorsOf(element: Element): readonly Element[] {
  const { parentElement: parent } = element
  if (parent === null) return []
  return hasBox(parent) ? [parent, ...ancestorsOf(parent)] : ancestorsOf(parent)
}

/** What stands in an element, whatever is around it there that has no box. */
function boxesIn(element: Element): readonly Element[] {
  return [...element.children].flatMap((child) => (hasBox(child) ? [child] : boxesIn(child)))
}

function hasBox(element: Element): boolean {
  return getComputedStyle(element).display !== 'contents'
}

/** What the page itself scrolls isn't meant: its window is known. */
function scrolls(element: Element): boolean {
  const { body, documentElement } = element.ownerDocument
  return (
    element !== body && element !== documentElement && /auto|scroll|hidden/.test(getComputedStyle(element).overflowY)
  )
}

/**
 * Whether an element is as high as it is whatever is in it. Only trying tells: for a moment the panel is far higher, below
 * what is in it, so that neither the log nor anything around it has to scroll. (A margin could collapse with the parent's.)
 */
function keepsItsHeight(parent: Element, panel: HTMLElement): boolean {
  const { minBlockSize, paddingBlockEnd } = panel.style
  const { height } = panel.getBoundingClientRect()
  const before = parent.getBoundingClientRect().height
  panel.style.paddingBlockEnd = `${length(getComputedStyle(panel).paddingBlockEnd) + far}px`
  panel.style.minBlockSize = `${height + far}px`
  const after = parent.getBoundingClientRect().height
  Object.assign(panel.style, { minBlockSize, paddingBlockEnd })
  return after <= before + 1
}

/** All that comes below a panel before the end of what scrolls. What follows doesn't count where one scrolls to it anyway. */
function below(panel: HTMLElement, ancestors: readonly Element[], view: number): number {
  let inner: Element = panel
  let edges = marginBelow(panel)
  let following = 0
  for (const ancestor of ancestors) {
    const style = getComputedStyle(ancestor)
    edges += length(style.paddingBlockEnd) + length(style.borderBlockEndWidth) + length(style.marginBlockEnd)
    following += followers(inner, ancestor)
    inner = ancestor
  }
  return following > view / 2 ? edges : edges + following
}

/** How high those are together that stand under an element, in the same parent. */
function followers(element: Element, parent: Element): number {
  const { bottom } = element.getBoundingClientRect()
  const heights = boxesIn(parent).map((box) => {
    const { top, height } = box.getBoundingClientRect()
    const { position, marginBlockStart, marginBlockEnd } = getComputedStyle(box)
    const isUnder = top >= bottom - 1 && height > 0 && position !== 'absolute' && position !== 'fixed'
    return box !== element && isUnder ? length(marginBlockStart) + height + length(marginBlockEnd) : 0
  })
  return heights.reduce((sum, height) => sum + height, 0)
}

/** Where the content of an element begins. */
function innerTop(element: Element): number {
  const { paddingBlockStart, borderBlockStartWidth } = getComputedStyle(element)
  const { top } = element.getBoundingClientRect()
  return top + length(borderBlockStartWidth) + length(paddingBlockStart) - element.scrollTop
}

function marginBelow(element: Element): number {
  return length(getComputedStyle(element).marginBlockEnd)
}

function length(value: string): number {
  return Number.parseFloat(value) || 0
}
