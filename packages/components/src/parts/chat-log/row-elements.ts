const focusable = 'a[href], button:not([disabled]), input:not([disabled]), select, textarea, summary, [tabindex]'

/** The row that an element stands in. */
export function rowOf(target: EventTarget | null): HTMLElement | null {
  return target instanceof Element ? target.closest<HTMLElement>('[data-key]') : null
}

/** The row of a message, among its siblings. */
export function rowOfKey(rows: HTMLElement | null, key: string): HTMLElement | null {
  for (const row of rows?.children ?? []) if (row instanceof HTMLElement && row.dataset['key'] === key) return row
  return null
}

/** The element of a row that takes the focus. */
export function articleOf(row: HTMLElement | null): HTMLElement | null {
  return row?.querySelector<HTMLElement>('[role="article"]') ?? null
}

/** What is read of a row: the text by which its message is described, else the message, without what stands above it. */
export function textOfRow(row: Element): Element {
  const article = row.querySelector('[role="article"]')
  const text = row.ownerDocument.getElementById(article?.getAttribute('aria-describedby') ?? '')
  return text !== null && row.contains(text) ? text : (article ?? row)
}

/** What can be done in a message: its links and buttons. */
export function actionsOf(article: HTMLElement): readonly HTMLElement[] {
  return [...article.querySelectorAll<HTMLElement>(focusable)]
}

/** The action to which an arrow goes from another; none for other keys, and where one writes. */
export function nextAction(article: HTMLElement, from: HTMLElement, key: string): HTMLElement | undefined {
  if (from.matches('input, textarea, select, [contenteditable]')) return undefined
  const forwards = getComputedStyle(article).direction === 'ltr' ? 'ArrowRight' : 'ArrowLeft'
  const step = key === forwards ? 1 : key === 'ArrowLeft' || key === 'ArrowRight' ? -1 : 0
  const actions = actionsOf(article)
  return step === 0 ? undefined : actions[actions.indexOf(from) + step]
}

/** The message of the last row that is wholly in view, else of the first one there is. */
export function lastVisibleKey(scroller: HTMLElement): string | undefined {
  const { bottom } = scroller.getBoundingClientRect()
  const rows = [...scroller.querySelectorAll<HTMLElement>('[data-key]')]
  const row = rows.findLast((each) => each.getBoundingClientRect().bottom <= bottom + 1) ?? rows[0]
  return row?.dataset['key']
}
