/** A new row, or the reader, this close to the end (px) means reading at the end. */
export const nearEnd = 64

/** Where a scroller stands, in px. `height` is that of everything in it, `view` that of the part one sees. */
export interface Geometry {
  readonly top: number
  readonly height: number
  readonly view: number
  /** The rows end here, but the log goes on: their end is no place to stay at. */
  readonly isOpen: boolean
}

/**
 * What the log does by itself.
 *
 * - `pinned`: it stays at its end, whatever grows.
 * - `jumping`: it is on its way to the end because somebody asked, and is pinned when it arrives.
 * - `free`: somebody reads further up; the row being read stays where it is.
 */
type ScrollMode = 'pinned' | 'jumping' | 'free'

/** `touch`: a finger is on the log. `momentum`: it has let go, and the log still moves. */
type ScrollHold = 'none' | 'touch' | 'momentum'

/** The whole state of the policy. */
export interface ScrollState {
  readonly mode: ScrollMode
  /** While this isn't `none`, nobody writes `scrollTop`: browsers drop the momentum, or the write. */
  readonly hold: ScrollHold
  /** As last seen or written. */
  readonly seen: Geometry
}

/**
 * What can happen to a scroller.
 *
 * `pulled-back`: wheel, finger or key towards the start, before anything has moved. `settled`: what changed was made
 * up for. `rested`: what the fingers set in motion has stopped. `row-shown`, `last-row-shown`: the keyboard, or a link
 * to a message, went there.
 */
export type ScrollEvent =
  | 'pulled-back'
  | 'scrolled'
  | 'settled'
  | 'touched'
  | 'let-go'
  | 'rested'
  | 'end-wanted'
  | 'glide-wanted'
  | 'row-shown'
  | 'last-row-shown'

/** Before anything happened: at the end. */
export const initialScrollState: ScrollState = {
  mode: 'pinned',
  hold: 'none',
  seen: { top: 0, height: 0, view: 0, isOpen: false },
}

/** How far the end is, in px. */
export function distanceFromEnd({ top, height, view }: Geometry): number {
  return Math.max(0, height - view - top)
}

/**
 * The whole policy of scrolling: who is pinned, when the pin lets go, and when it takes hold again.
 *
 * @param at - where the scroller stands now
 */
export function step(state: ScrollState, event: ScrollEvent, at: Geometry): ScrollState {
  const { mode, hold } = state
  switch (event) {
    case 'pulled-back':
      // Nothing lies above: the gesture moves nothing, and so says nothing.
      return at.top > 0 ? { ...state, mode: 'free' } : state
    case 'scrolled':
      return { mode: modeAfterScroll(state, at), hold, seen: at }
    case 'settled':
      return { ...state, seen: at }
    case 'touched':
      return { ...state, hold: 'touch', mode: mode === 'jumping' ? 'free' : mode }
    case 'let-go':
      return { ...state, hold: 'momentum' }
    case 'rested':
      if (hold === 'touch') return state
      return { mode: mode === 'jumping' ? modeAfterScroll(state, at) : mode, hold: 'none', seen: at }
    case 'end-wanted':
      return { ...state, hold: 'none', mode: 'pinned' }
    case 'glide-wanted':
      return { ...state, hold: 'none', mode: 'jumping' }
    case 'row-shown':
      return { mode: at.top > 0 ? 'free' : mode, hold, seen: at }
    case 'last-row-shown':
      return isAtEnd(at) ? { mode: 'pinned', hold, seen: at } : step(state, 'row-shown', at)
  }
}

function modeAfterScroll({ mode, seen }: ScrollState, at: Geometry): ScrollMode {
  if (mode === 'pinned') return wasMovedUp(seen, at) ? 'free' : mode
  const isBack = mode === 'jumping' ? distanceFromEnd(at) <= 1 : at.top > seen.top && isAtEnd(at)
  return isBack ? 'pinned' : mode
}

/**
 * Somebody moved up without a gesture that we know: the scroll bar, a search in the page, an assistive technology.
 * When the content became shorter it was the browser, which can't stand below the end.
 */
function wasMovedUp(seen: Geometry, at: Geometry): boolean {
  return at.top < seen.top - 1 && at.height >= seen.height && at.view <= seen.view && distanceFromEnd(at) > 1
}

function isAtEnd(at: Geometry): boolean {
  return !at.isOpen && distanceFromEnd(at) <= nearEnd
}
