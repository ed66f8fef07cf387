/** Less than this is no room for a chat, px: then the page is one that scrolls, and the panel may be as high as a window. */
const least = 320

/** What is around a panel, px. */
export interface Surroundings {
  /** The parent keeps its height, whatever the panel's is. */
  readonly isGiven: boolean
  /** The parent puts its children under one another, each as high as it wants to be. */
  readonly stacks: boolean
  /** From the parent's upper edge, within its padding, down to the panel. */
  readonly before: number
  /** From the panel down to the end of what follows it in the parent. */
  readonly after: number
  /** From the start of what scrolls, or of the page, down to the panel. */
  readonly above: number
  /** What comes below the panel before what scrolls, or the page, ends. */
  readonly below: number
  /** How much of what scrolls one sees at once. */
  readonly view: number
}

/** Lengths of CSS: what a panel takes from the height of its parent, and how high it may become. */
export interface PanelRoom {
  /** What is left of a parent’s own height is for the panel. */
  readonly beside: string
  readonly most: string
}

/**
 * How high a panel may be so that all of it is in view: it fills what is left, never more.
 *
 * @param full - the height of the whole view, as CSS says it, so that it follows the view by itself
 */
export function panelRoom(around: Surroundings, full: string): PanelRoom {
  if (around.isGiven) {
    return { beside: around.stacks ? pixels(around.before + around.after) : '0px', most: '100dvh' }
  }
  const taken = around.above + around.below
  return { beside: '0px', most: around.view - taken < least ? full : `calc(${full} - ${pixels(taken)})` }
}

function pixels(length: number): string {
  return `${Math.max(0, Math.ceil(length))}px`
}
