/** What a reader's hands say, before anything has scrolled. */
export interface GestureListener {
  /** Wheel, finger or key towards the start. */
  readonly onPullBack: () => void
  readonly onTouch: () => void
  readonly onLetGo: () => void
  /** After the fingers let go, the log has stopped moving. */
  readonly onRest: () => void
}

/** Browsers without `scrollend` are at rest when nothing has scrolled for so long, ms. */
const restAfter = 150

/** Fingers tremble; less than this isn't a movement, px. */
const tremble = 4

const keysBack = new Set(['ArrowUp', 'PageUp', 'Home'])

/** Listens to a scroller until the returned function is called. */
export function listenToGestures(scroller: HTMLElement, listener: GestureListener): () => void {
  const stop = new AbortController()
  const options = { signal: stop.signal, passive: true }
  scroller.addEventListener('wheel', (event) => event.deltaY < 0 && listener.onPullBack(), options)
  scroller.addEventListener('keydown', (event) => isKeyBack(event) && listener.onPullBack(), options)
  const stopTouches = listenToTouches(scroller, listener, options)
  return () => {
    stop.abort()
    stopTouches()
  }
}

function isKeyBack(event: KeyboardEvent): boolean {
  return keysBack.has(event.key) || (event.key === ' ' && event.shiftKey)
}

function listenToTouches(
  scroller: HTMLElement,
  { onPullBack, onTouch, onLetGo, onRest }: GestureListener,
  options: AddEventListenerOptions,
): () => void {
  let start = 0
  let isMoving = false
  let rest: ReturnType<typeof setTimeout> | undefined
  const restSoon = (): void => {
    clearTimeout(rest)
    if (isMoving) rest = setTimeout(atRest, restAfter)
  }
  const atRest = (): void => {
    clearTimeout(rest)
    if (!isMoving) return
    isMoving = false
    onRest()
  }
  const letGo = (event: Event): void => {
    if (!(event instanceof TouchEvent) || event.touches.length > 0) return
    event.currentTarget?.removeEventListener('touchend', letGo)
    event.currentTarget?.removeEventListener('touchcancel', letGo)
    isMoving = true
    onLetGo()
    restSoon()
  }
  const touch = (event: TouchEvent): void => {
    clearTimeout(rest)
    isMoving = false
    start = event.touches[0]?.clientY ?? 0
    onTouch()
    // The end of a touch goes to where it began, even when that row has left the page and nothing bubbles any more.
    event.target?.addEventListener('touchend', letGo, options)
    event.target?.addEventListener('touchcancel', letGo, options)
  }
  scroller.addEventListener('touchstart', touch, options)
  scroller.addEventListener(
    'touchmove',
    (event) => {
      if ((event.touches[0]?.clientY ?? 0) - start > tremble) onPullBack()
    },
    options,
  )
  scroller.addEventListener('scroll', restSoon, options)
  scroller.addEventListener('scrollend', atRest, options)
  return () => clearTimeout(rest)
}
