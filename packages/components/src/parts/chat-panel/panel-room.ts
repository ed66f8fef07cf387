/** The least room for a chat, px. With less, the page is taken for one that scrolls, and the panel may be as high as the view. */
const least = 320

/** What is around a panel, px. */
export interface Surroundings {
  /** The parent's height doesn't depend on the panel's. */
  readonly isGiven: boolean
  /** The parent puts its children under one another, each as high as it wants to be. */
  readonly stacks: boolean
  /** From the parent's upper edge, within its padding, down to the panel. */
  readonly before: number
  /** From the panel down to the end of what follows it in the parent. */
  readonly after: number
  /** From the start of the scroller, or of the page, down to the panel. */
  readonly above: number
  /** From the panel down to the end of the scroller, or of the page. */
  readonly below: number
  /** The visible height of the scroller. */
  readonly view: number
}

/** CSS lengths for a panel. */
export interface PanelRoom {
  /** The height that its siblings take from the parent. */
  readonly beside: string
  /** The most that the panel may be high. */
  readonly most: string
}

/**
 * How high a panel may be so that all of it stays in view.
 *
 * @param full - the height of the whole view as a CSS length, which follows the view by itself
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
