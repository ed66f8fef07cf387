import type { Surroundings } from './panel-room.ts'

/** Far more than any page is high, px. */
const far = 100_000

/** The surroundings of a panel, and the elements that they depend on. */
export interface PanelPlace {
  readonly around: Surroundings
  /** The scroller around the panel; `null`: the page. */
  readonly scroller: Element | null
  /** When one of these changes its size, the panel's room may change too. */
  readonly watched: readonly Element[]
}

/** Measures the surroundings of a panel. `null`: it has no parent. */
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

/** The nearest boxes inside an element: children without a box (`display: contents`) are replaced by theirs. */
function boxesIn(element: Element): readonly Element[] {
  return [...element.children].flatMap((child) => (hasBox(child) ? [child] : boxesIn(child)))
}

function hasBox(element: Element): boolean {
  return getComputedStyle(element).display !== 'contents'
}

/** Whether an element scrolls by itself. The elements of the page itself don't count: they scroll with the window. */
function scrolls(element: Element): boolean {
  const { body, documentElement } = element.ownerDocument
  return (
    element !== body && element !== documentElement && /auto|scroll|hidden/.test(getComputedStyle(element).overflowY)
  )
}

/**
 * Whether a parent keeps its height when the panel grows. Styles don't tell, so this makes the panel far higher for a
 * moment. It grows by padding below its content, so that nothing scrolls; a margin could collapse with the parent's.
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

/** The height below a panel up to the end of the scroller. Content that is higher than half the view doesn't count: one scrolls to it. */
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

/** The total height of the siblings below an element. */
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
