const gap = 6
const margin = 8

/**
 * Places an open panel at its button, for browsers that can't place by CSS, and again whenever the page moves.
 *
 * @returns ends it
 */
export function keepInPlace(button: HTMLElement, panel: HTMLElement): () => void {
  const place = () => {
    const at = button.getBoundingClientRect()
    const { clientWidth, clientHeight } = document.documentElement
    const left = getComputedStyle(button).direction === 'rtl' ? at.right - panel.offsetWidth : at.left
    const below = at.bottom + gap
    const top = below + panel.offsetHeight > clientHeight ? at.top - gap - panel.offsetHeight : below
    const furthest = clientWidth - panel.offsetWidth - margin
    panel.style.cssText += `;margin:0;top:${Math.max(margin, top)}px;left:${Math.max(margin, Math.min(left, furthest))}px`
  }
  const over = new AbortController()
  for (const type of ['scroll', 'resize']) addEventListener(type, place, { capture: true, signal: over.signal })
  place()
  return () => over.abort()
}
