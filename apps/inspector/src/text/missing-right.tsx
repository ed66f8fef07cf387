import type { ReactElement } from 'react'

/** Says that the key doesn't allow something, and what to do about it. */
export function MissingRight({ right, to }: { readonly right: string; readonly to: string }): ReactElement {
  return (
    <p className="empty">
      This key may not {to}: add <code>{right}</code> to its <code>methods</code>.
    </p>
  )
}
