import { asksForLessMotion } from '../env/motion.ts'
import { observeSizes } from '../env/sizes.ts'
import { drift, takeAnchors } from './anchor.ts'
import type { Anchor, TextOf } from './anchor.ts'
import { listenToGestures } from './gestures.ts'
import { distanceFromEnd, initialScrollState, step } from './scroll-machine.ts'
import type { ScrollEvent } from './scroll-machine.ts'

/** Where the reader is, and whether the log may change there. */
export interface ScrollPlace {
  /** Px. */
  readonly fromStart: number
  /** Px. */
  readonly fromEnd: number
  /** The height of what one sees, px. */
  readonly view: number
  /** New rows at the end are followed. */
  readonly isPinned: boolean
  /** Fingers are moving the log: nothing may be put above the reader now. */
  readonly isHeld: boolean
  /** It was the reader who moved; else rows came, went or grew. */
  readonly byReader: boolean
}

/** What an engine has to know of the rows that it moves, and whom it tells where they are. */
interface ScrolledLog {
  /** The log goes on below the last row. There the pin doesn't take hold. */
  readonly isOpen: boolean
  /** Called after each scroll and each correction. */
  readonly onPlace: (place: ScrollPlace) => void
}

/**
 * The only owner of a scroller's `scrollTop`.
 *
 * Its contract:
 * - Whatever changes above the text being read, by any number of rows in any commit, the text stays where it is.
 *   Its row is known by itself, not by sizes or counts.
 * - While pinned the end stays in view, whatever grows or shrinks.
 * - The pin lets go when the reader pulls back (wheel, finger, key, scroll bar, search) and takes hold again when they
 *   come back within 64 px of the end, or when `toEnd` is called.
 * - It never writes while fingers move the log; what changed meanwhile is made up for when the log is at rest.
 * - It moves at once, and glides only when asked to.
 *
 * In a layout effect after each commit that may have changed rows, call `follow` and then `settle`; growth between
 * commits (pictures, fonts, the width of the window) it notices by itself, before it is painted.
 */
export interface ScrollEngine {
  readonly follow: (log: ScrolledLog) => void
  readonly settle: () => void
  /** Goes to the end and pins. `isSmooth`: where one can see it happen; not for those who prefer reduced motion. */
  readonly toEnd: (isSmooth: boolean) => void
  /** Moves as little as is needed to show a row, or puts it in the middle. */
  readonly reveal: (row: HTMLElement, align: 'nearest' | 'center') => void
  /** Lets the pin go, as if the reader had pulled back. */
  readonly release: () => void
  readonly disconnect: () => void
}

/**
 * Starts looking after a scroller, at its end.
 *
 * @param rows - the element whose children are the rows, in the scroller
 * @param textOf - what of a row is to stay in its place. Default: all of it
 */
export function createScrollEngine(
  scroller: HTMLElement,
  rows: HTMLElement,
  textOf: TextOf = (row) => row,
): ScrollEngine {
  let log: ScrolledLog = { isOpen: false, onPlace: () => {} }
  let state = initialScrollState
  let anchors: readonly Anchor[] = []
  /** The fraction of a pixel that the browser rounded away. Without it a hundred pages would drift by some pixels. */
  let owed = 0
  /** The end to which the log glides. */
  let goal = -1
  let report = 0

  const geometry = () => {
    const { scrollTop: top, scrollHeight: height, clientHeight: view } = scroller
    return { top, height, view, isOpen: log.isOpen }
  }
  const end = (): number => scroller.scrollHeight - scroller.clientHeight
  const write = (top: number): void => {
    scroller.scrollTop = top
    const rounded = top - scroller.scrollTop
    owed = Math.abs(rounded) < 1 ? rounded : 0
  }
  const shift = (by: number): void => {
    if (Math.abs(by) > 0.01) write(scroller.scrollTop + by + owed)
  }
  /** What one sees now is what has to stay. */
  const notice = (): void => {
    anchors = takeAnchors(scroller, rows, textOf)
    state = step(state, 'settled', geometry())
  }
  /** Only the last screens of a long way are shown, or one would wait for a thousand rows to pass. */
  const glide = (): void => {
    goal = end()
    if (!asksForLessMotion()) {
      const near = goal - 2 * scroller.clientHeight
      if (scroller.scrollTop < near) write(near)
      scroller.scrollTo({ top: goal, behavior: 'smooth' })
      if (distanceFromEnd(geometry()) > 1) return
    }
    send('end-wanted')
  }
  const correct = (): void => {
    if (state.hold !== 'none') return
    if (state.mode === 'pinned') write(end())
    else if (state.mode === 'free') shift(drift(scroller, anchors, textOf))
    else if (goal !== end()) glide()
    notice()
  }
  const place = (byReader: boolean): void => {
    const { mode, hold, seen } = state
    const { top: fromStart, view } = seen
    const fromEnd = distanceFromEnd(seen)
    log.onPlace({ fromStart, fromEnd, view, isPinned: mode !== 'free', isHeld: hold !== 'none', byReader })
  }
  const send = (event: ScrollEvent, byReader = false): void => {
    state = step(state, event, geometry())
    // A pull comes before the movement, whose place the scroll event has yet to tell.
    if (event !== 'pulled-back') correct()
    // While held nothing is made up for: what the fingers show now is what the reader reads.
    if (event === 'scrolled' && state.hold !== 'none') notice()
    place(byReader)
  }

  // The browser's own anchoring would correct a second time, and not in every browser.
  scroller.style.setProperty('overflow-anchor', 'none')
  scroller.style.setProperty('scroll-behavior', 'auto')
  const stopGestures = listenToGestures(scroller, send, () => {
    const byReader = scroller.scrollTop !== state.seen.top
    if (byReader) owed = 0
    send('scrolled', byReader)
  })
  // Comes between layout and paint: in time to correct, but too late to change rows, which would be measured again in
  // the same frame. So telling waits for the next one.
  const sizes = observeSizes(() => {
    correct()
    cancelAnimationFrame(report)
    report = requestAnimationFrame(() => place(false))
  })
  sizes.observe(scroller)
  sizes.observe(rows)

  return {
    follow: (next) => (log = next),
    settle: () => {
      correct()
      place(false)
    },
    toEnd: (isSmooth) => {
      goal = -1
      send(isSmooth ? 'glide-wanted' : 'end-wanted')
    },
    reveal: (row, align) => {
      const view = scroller.getBoundingClientRect()
      const { top, bottom, height } = row.getBoundingClientRect()
      const isTall = height > view.height
      if (align === 'center' && !isTall) shift((top + bottom - view.top - view.bottom) / 2)
      else if (top < view.top || isTall) shift(top - view.top)
      else if (bottom > view.bottom) shift(bottom - view.bottom)
      notice()
      send(rows.lastElementChild === row ? 'last-row-shown' : 'row-shown')
    },
    release: () => send('pulled-back'),
    disconnect: () => {
      sizes.disconnect()
      cancelAnimationFrame(report)
      stopGestures()
    },
  }
}
