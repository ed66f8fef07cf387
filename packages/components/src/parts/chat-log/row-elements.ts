const focusable = 'a[href], button:not([disabled]), input:not([disabled]), select, textarea, summary, [tabindex]'

/** The row that an element stands in. */
export function rowElement(target: EventTarget | null): HTMLElement | null {
  return target instanceof Element ? target.closest<HTMLElement>('[data-key]') : null
}

/** The id of the message that an element belongs to. */
export function keyOfTarget(target: EventTarget | null): string | null {
  return rowElement(target)?.dataset['key'] ?? null
}

/** What can be done in a message: its links and buttons. */
export function actionsOf(article: HTMLElement): readonly HTMLElement[] {
  return [...article.querySelectorAll<HTMLElement>(focusable)]
}

/** Takes the links and buttons of a message out of the page's tab order: the log is one stop. */
export function leaveTabOrder(article: HTMLElement): void {
  for (const action of actionsOf(article)) action.tabIndex = -1
}

/** The action to which an arrow goes from another; `null` for other keys, and where one writes. */
export function nextAction(article: HTMLElement, from: HTMLElement, key: string): HTMLElement | null {
  if ((key !== 'ArrowLeft' && key !== 'ArrowRight') || from.matches('input, textarea, select, [contenteditable]'))
    return null
  const actions = actionsOf(article)
  const isForward = (key === 'ArrowRight') === (getComputedStyle(article).direction === 'ltr')
  return actions[actions.indexOf(from) + (isForward ? 1 : -1)] ?? null
}

/** The message of the last row that is wholly in view, else of one that partly is. */
export function lastVisibleKey(scroller: HTMLElement): string | null {
  const view = scroller.getBoundingClientRect()
  const rows = [...scroller.querySelectorAll<HTMLElement>('[data-key]')]
  const isSeen = (row: HTMLElement): boolean => row.getBoundingClientRect().bottom <= view.bottom + 1
  const row = rows.findLast(isSeen) ?? rows[0]
  return row?.dataset['key'] ?? null
}
