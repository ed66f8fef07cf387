import { observeSizes } from '../../env/sizes.ts'

const gap = 6
const margin = 8

/**
 * Places an open panel at its button where CSS can't, and again whenever the page moves.
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
  panel.style.cssText += ';position-area:none;position-try-fallbacks:none;inset:0 auto auto 0'
  const over = new AbortController()
  for (const type of ['scroll', 'resize']) addEventListener(type, place, { capture: true, signal: over.signal })
  // Also the moment when it is first drawn: it has no size before.
  const size = observeSizes(place)
  size.observe(panel)
  place()
  return () => {
    over.abort()
    size.disconnect()
    for (const property of ['position-area', 'position-try-fallbacks', 'inset', 'margin']) {
      panel.style.removeProperty(property)
    }
  }
}
