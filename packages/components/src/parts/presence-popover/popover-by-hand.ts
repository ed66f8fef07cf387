/**
 * Opens and closes a panel where the browser has no popovers of its own: by its button, by Escape and by a click elsewhere.
 *
 * @returns ends it
 */
export function openByHand(opener: HTMLElement, panel: HTMLElement, tell: (isOpen: boolean) => void): () => void {
  let isOpen = false
  const show = (next: boolean): void => {
    isOpen = next
    panel.hidden = !next
    tell(next)
  }
  panel.hidden = true
  const over = new AbortController()
  const page = panel.ownerDocument
  page.addEventListener(
    'click',
    ({ target }) => {
      if (!(target instanceof Node) || panel.contains(target)) return
      if (opener.contains(target)) show(!isOpen)
      else if (isOpen) show(false)
    },
    over,
  )
  page.addEventListener('keydown', ({ key }) => key === 'Escape' && isOpen && show(false), over)
  return () => over.abort()
}
