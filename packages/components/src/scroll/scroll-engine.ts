import { drift, takeAnchors } from './anchor.ts'
import type { Anchor } from './anchor.ts'
import { listenToGestures } from './gestures.ts'
import { distanceFromEnd, initialScrollState, step } from './scroll-machine.ts'
import type { Geometry, ScrollEffect, ScrollEvent, ScrollState } from './scroll-machine.ts'

/** What an engine looks after, and whom it tells. */
export interface ScrollEngineOptions {
  /** The element that scrolls. */
  readonly scroller: HTMLElement
  /** Its only child, which everything in the log makes taller. */
  readonly content: HTMLElement
  /** The element whose children are the rows, each with its key in `data-key`. */
  readonly rows: HTMLElement
  /** Whether the log goes on below the last row. There the pin doesn't take hold. */
  readonly isOpen: () => boolean
  /** The pin took hold or let go, or `scrollTop` may be written again or not. */
  readonly onChange: (status: ScrollStatus) => void
  /** After each scroll and each correction: how far both ends are, px. */
  readonly onPlace: (place: ScrollPlace) => void
}

/** What a log wants to know of its engine. */
export interface ScrollStatus {
  /** New rows at the end are followed. */
  readonly isPinned: boolean
  /** Fingers are moving the log: nothing may be put above the reader now. */
  readonly isHeld: boolean
}

/** Where the reader is, px. */
export interface ScrollPlace {
  readonly fromStart: number
  readonly fromEnd: number
  /** The height of what one sees. */
  readonly view: number
  /** It was the reader who moved; else rows came, went or grew. */
  readonly byReader: boolean
}

/**
 * The only owner of a scroller's `scrollTop`.
 *
 * Its contract:
 * - Whatever changes above the row being read, by any number of rows in any commit, the row stays where it is.
 *   The row is known by its key, not by sizes or counts.
 * - While pinned the end stays in view, whatever grows or shrinks.
 * - The pin lets go when the reader pulls back (wheel, finger, key, scroll bar, search) and takes hold again when they
 *   come back within 64 px of the end, or when `toEnd` is called.
 * - It never writes while fingers move the log; what changed meanwhile is made up for when the log is at rest.
 * - It moves at once, and glides only when asked to.
 *
 * Call `settle` in a layout effect after each commit that may have changed rows; growth between commits (pictures,
 * fonts, the width of the window) it notices by itself, before it is painted.
 */
export interface ScrollEngine {
  readonly settle: () => void
  /** Goes to the end and pins. `smooth`: where one can see it happen; not for those who prefer reduced motion. */
  readonly toEnd: (options?: { readonly smooth?: boolean }) => void
  /** Moves as little as is needed to show an element of a row. `align: 'center'` puts it in the middle. */
  readonly reveal: (element: HTMLElement, options?: { readonly align?: 'nearest' | 'center' }) => void
  /** Lets the pin go, as if the reader had pulled back. */
  readonly release: () => void
  readonly disconnect: () => void
}

/** Starts looking after a scroller, at its end. */
export function createScrollEngine(options: ScrollEngineOptions): ScrollEngine {
  const runner = new ScrollRunner(options)
  return {
    settle: () => runner.settle(),
    toEnd: ({ smooth = false } = {}) => runner.send({ type: 'end-wanted', smooth }),
    reveal: (element, { align = 'nearest' } = {}) => runner.reveal(element, align),
    release: () => runner.release(),
    disconnect: () => runner.disconnect(),
  }
}

class ScrollRunner {
  readonly #options: ScrollEngineOptions
  readonly #sizes = new ResizeObserver(() => this.#onGrowth())
  readonly #stop: () => void
  #state: ScrollState = initialScrollState
  #told: ScrollStatus = { isPinned: true, isHeld: false }
  #anchors: readonly Anchor[] = []
  /** The fraction of a pixel that the browser rounded away. Without it a hundred pages would drift by some pixels. */
  #owed = 0
  #report = 0

  constructor(options: ScrollEngineOptions) {
    this.#options = options
    const { scroller, content } = options
    // The browser's own anchoring would correct a second time, and not in every browser.
    scroller.style.setProperty('overflow-anchor', 'none')
    scroller.style.setProperty('scroll-behavior', 'auto')
    scroller.addEventListener('scroll', this.#onScroll, { passive: true })
    scroller.addEventListener('scrollend', this.#onRest)
    const stopGestures = listenToGestures(scroller, {
      onPullBack: () => this.release(),
      onTouch: () => this.send({ type: 'touched' }),
      onLetGo: () => this.send({ type: 'let-go' }),
      onRest: this.#onRest,
    })
    this.#stop = () => {
      scroller.removeEventListener('scroll', this.#onScroll)
      scroller.removeEventListener('scrollend', this.#onRest)
      stopGestures()
    }
    this.#sizes.observe(scroller)
    this.#sizes.observe(content)
  }

  send(event: ScrollEvent): void {
    const { state, effects } = step(this.#state, event)
    this.#state = state
    for (const effect of effects) this.#perform(effect)
    this.#tell()
  }

  settle(): void {
    this.#correct()
    this.#place(false)
  }

  #correct(): void {
    const { scroller, rows } = this.#options
    const { mode, hold } = this.#state
    if (hold !== 'none') return
    if (mode === 'pinned') this.#write(this.#end())
    else if (mode === 'free') this.#shift(drift(scroller, rows, this.#anchors))
    else if (scroller.scrollHeight !== this.#state.seen.height) this.#glide()
    this.#notice()
  }

  reveal(element: HTMLElement, align: 'nearest' | 'center'): void {
    const { scroller, rows } = this.#options
    const view = scroller.getBoundingClientRect()
    const { top, bottom, height } = element.getBoundingClientRect()
    const isTall = height > view.height
    if (align === 'center' && !isTall) this.#shift((top + bottom - view.top - view.bottom) / 2)
    else if (top < view.top || isTall) this.#shift(top - view.top)
    else if (bottom > view.bottom) this.#shift(bottom - view.bottom)
    const isLast = rows.lastElementChild?.contains(element) ?? false
    this.send({ type: 'row-revealed', at: this.#geometry(), isLast })
    this.settle()
  }

  release(): void {
    this.send({ type: 'pulled-back', at: this.#geometry() })
  }

  disconnect(): void {
    this.#sizes.disconnect()
    cancelAnimationFrame(this.#report)
    this.#stop()
  }

  readonly #onScroll = (): void => {
    const at = this.#geometry()
    const byReader = at.top !== this.#state.seen.top
    if (byReader) this.#owed = 0
    this.send({ type: 'scrolled', at })
    // While held nothing is made up for: what the fingers show now is what the reader reads.
    if (this.#state.hold !== 'none' || this.#state.mode === 'jumping') this.#notice()
    this.#place(byReader)
  }

  /**
   * Comes between layout and paint: in time to correct, but too late to change rows, which would be measured again in
   * the same frame. So telling waits for the next one.
   */
  #onGrowth(): void {
    this.#correct()
    cancelAnimationFrame(this.#report)
    this.#report = requestAnimationFrame(() => this.#place(false))
  }

  readonly #onRest = (): void => {
    this.send({ type: 'came-to-rest', at: this.#geometry() })
    this.#place(false)
  }

  #perform(effect: ScrollEffect): void {
    if (effect === 'settle') this.#correct()
    else this.#glide()
  }

  /** Only the last screens of a long way are shown, or one would wait for a thousand rows to pass. */
  #glide(): void {
    const { scroller } = this.#options
    const far = this.#end() - 2 * scroller.clientHeight
    if (matchMedia('(prefers-reduced-motion: reduce)').matches) {
      this.send({ type: 'end-wanted', smooth: false })
      return
    }
    if (scroller.scrollTop < far) this.#write(far)
    scroller.scrollTo({ top: this.#end(), behavior: 'smooth' })
    if (distanceFromEnd(this.#geometry()) <= 1) this.send({ type: 'end-wanted', smooth: false })
  }

  #shift(by: number): void {
    if (Math.abs(by) > 0.01) this.#write(this.#options.scroller.scrollTop + by + this.#owed)
  }

  #write(top: number): void {
    const { scroller } = this.#options
    scroller.scrollTop = top
    const rounded = top - scroller.scrollTop
    this.#owed = Math.abs(rounded) < 1 ? rounded : 0
  }

  /** What one sees now is what has to stay. */
  #notice(): void {
    const { scroller, rows } = this.#options
    this.#anchors = takeAnchors(scroller, rows)
    this.#state = step(this.#state, { type: 'settled', at: this.#geometry() }).state
  }

  #place(byReader: boolean): void {
    const at = this.#state.seen
    this.#options.onPlace({ fromStart: at.top, fromEnd: distanceFromEnd(at), view: at.view, byReader })
  }

  #tell(): void {
    const status = { isPinned: this.#state.mode !== 'free', isHeld: this.#state.hold !== 'none' }
    if (status.isPinned === this.#told.isPinned && status.isHeld === this.#told.isHeld) return
    this.#told = status
    this.#options.onChange(status)
  }

  #end(): number {
    const { scroller } = this.#options
    return scroller.scrollHeight - scroller.clientHeight
  }

  #geometry(): Geometry {
    const { scroller, isOpen } = this.#options
    const { scrollTop, scrollHeight, clientHeight } = scroller
    return { top: scrollTop, height: scrollHeight, view: clientHeight, isOpen: isOpen() }
  }
}
