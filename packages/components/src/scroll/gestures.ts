import type { ScrollEvent } from './scroll-machine.ts'

/**
 * When nothing scrolls for so long after the fingers let go, and then for so many frames, the log is at rest. Frames are
 * counted too, because on a busy page the first step of a scroll may come later than that. Once the log does scroll, `scrollend` says when that is
 * over; browsers without it are asked again after each step.
 */
const restAfter = 150
const stillFrames = 5

/** Fingers tremble; less than this isn't a movement, px. */
const tremble = 4

const keysBack = new Set(['ArrowUp', 'PageUp', 'Home'])

/**
 * Listens to what moves a scroller, until the returned function is called.
 *
 * @param tell - is called for what the reader does, before anything has scrolled, and when the log has come to rest
 */
export function listenToGestures(
  scroller: HTMLElement,
  tell: (event: ScrollEvent) => void,
  onScroll: () => void,
): () => void {
  const stop = new AbortController()
  const options = { signal: stop.signal, passive: true }
  let touchedAt = 0
  let isMoving = false
  let timer: ReturnType<typeof setTimeout> | undefined
  let frame = 0

  const tellsOfEnd = 'onscrollend' in scroller
  const stopWaiting = (): void => {
    clearTimeout(timer)
    cancelAnimationFrame(frame)
  }
  const rest = (): void => {
    stopWaiting()
    isMoving = false
    tell('rested')
  }
  const restSoon = (): void => {
    stopWaiting()
    if (!isMoving) return
    timer = setTimeout(() => awaitStillness(scroller.scrollTop, stillFrames), restAfter)
  }
  const awaitStillness = (place: number, left: number): void => {
    frame = requestAnimationFrame(() => {
      const now = scroller.scrollTop
      if (now !== place) awaitStillness(now, stillFrames)
      else if (left > 1) awaitStillness(place, left - 1)
      else rest()
    })
  }
  const letGo = (event: Event): void => {
    if (!(event instanceof TouchEvent) || event.touches.length > 0) return
    isMoving = true
    tell('let-go')
    restSoon()
  }
  const heightOf = ({ touches }: TouchEvent): number => touches[0]?.clientY ?? 0
  const on = <Type extends keyof HTMLElementEventMap>(
    type: Type,
    listener: (event: HTMLElementEventMap[Type]) => void,
  ): void => scroller.addEventListener(type, listener, options)

  on('wheel', ({ deltaY }) => deltaY < 0 && tell('pulled-back'))
  on('keydown', ({ key, shiftKey }) => (keysBack.has(key) || (key === ' ' && shiftKey)) && tell('pulled-back'))
  on('touchmove', (event) => heightOf(event) - touchedAt > tremble && tell('pulled-back'))
  on('touchstart', (event) => {
    stopWaiting()
    isMoving = false
    touchedAt = heightOf(event)
    tell('touched')
    // The end of a touch is an event of the element where the touch began, also when that has left the page: then it
    // doesn't bubble to the scroller.
    event.target?.addEventListener('touchend', letGo, options)
    event.target?.addEventListener('touchcancel', letGo, options)
  })
  on('scroll', () => {
    onScroll()
    // A busy page may take longer for one step than a log needs to be at rest.
    if (tellsOfEnd) stopWaiting()
    else restSoon()
  })
  on('scrollend', () => {
    if (!isMoving) return rest()
    // On a busy page it may be the end of what scrolled before.
    stopWaiting()
    awaitStillness(scroller.scrollTop, stillFrames)
  })
  return () => {
    stopWaiting()
    stop.abort()
  }
}
