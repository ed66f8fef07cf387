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

/** What can happen to a scroller. */
export type ScrollEvent =
  | { readonly type: 'pulled-back'; readonly at: Geometry }
  | { readonly type: 'scrolled'; readonly at: Geometry }
  | { readonly type: 'came-to-rest'; readonly at: Geometry }
  | { readonly type: 'settled'; readonly at: Geometry }
  | { readonly type: 'touched' }
  | { readonly type: 'let-go' }
  | { readonly type: 'end-wanted'; readonly smooth: boolean }
  | { readonly type: 'row-revealed'; readonly at: Geometry; readonly isLast: boolean }

/** `settle`: make up for what has changed. `glide`: go to the end where one can see it happen. */
export type ScrollEffect = 'settle' | 'glide'

/** What follows from an event. */
export interface ScrollStep {
  readonly state: ScrollState
  readonly effects: readonly ScrollEffect[]
}

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

/** The whole policy of scrolling: who is pinned, when the pin lets go, and when it takes hold again. */
export function step(state: ScrollState, event: ScrollEvent): ScrollStep {
  switch (event.type) {
    case 'pulled-back':
      // Nothing lies above: the gesture moves nothing, and so says nothing.
      return event.at.top > 0 ? stay({ ...state, mode: 'free' }) : stay(state)
    case 'scrolled':
      return scrolled(state, event.at)
    case 'came-to-rest':
      return cameToRest(state, event.at)
    case 'settled':
      return stay({ ...state, seen: event.at })
    case 'touched':
      return stay({ ...state, hold: 'touch', mode: state.mode === 'jumping' ? 'free' : state.mode })
    case 'let-go':
      return stay({ ...state, hold: 'momentum' })
    case 'end-wanted':
      return event.smooth
        ? { state: { ...state, hold: 'none', mode: 'jumping' }, effects: ['glide'] }
        : { state: { ...state, hold: 'none', mode: 'pinned' }, effects: ['settle'] }
    case 'row-revealed':
      return stay({ ...state, mode: modeAtRow(state, event), seen: event.at })
  }
}

function stay(state: ScrollState): ScrollStep {
  return { state, effects: [] }
}

function modeAtRow(
  state: ScrollState,
  { at, isLast }: { readonly at: Geometry; readonly isLast: boolean },
): ScrollMode {
  if (isLast && isAtEnd(at)) return 'pinned'
  return at.top > 0 ? 'free' : state.mode
}

function scrolled(state: ScrollState, at: Geometry): ScrollStep {
  const next = { ...state, seen: at }
  switch (state.mode) {
    case 'pinned':
      return { state: wasMovedUp(state.seen, at) ? { ...next, mode: 'free' } : next, effects: ['settle'] }
    case 'jumping':
      return distanceFromEnd(at) <= 1 ? { state: { ...next, mode: 'pinned' }, effects: ['settle'] } : stay(next)
    case 'free': {
      const isBack = at.top > state.seen.top && isAtEnd(at)
      return { state: isBack ? { ...next, mode: 'pinned' } : next, effects: ['settle'] }
    }
  }
}

function cameToRest(state: ScrollState, at: Geometry): ScrollStep {
  if (state.hold === 'touch') return stay(state)
  const mode = state.mode === 'jumping' && distanceFromEnd(at) <= 1 ? 'pinned' : state.mode
  return { state: { ...state, hold: 'none', mode, seen: at }, effects: ['settle'] }
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
