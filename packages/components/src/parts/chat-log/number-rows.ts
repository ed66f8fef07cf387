const numbers = new WeakMap<Element, number>()

/**
 * Tells assistive technology the place of a row in the log, from 1.
 *
 * On the element, past React: the place of every row changes when one above goes, and four hundred rows would render
 * because one left.
 */
export function numberRow(row: Element, number: number): void {
  if (numbers.get(row) === number) return
  row.querySelector('[role="article"]')?.setAttribute('aria-posinset', String(number))
  numbers.set(row, number)
}

/** Numbers rows that follow one another. */
export function numberRows(rows: Element, first: number): void {
  let number = first
  for (const row of rows.children) {
    numberRow(row, number)
    number += 1
  }
}
