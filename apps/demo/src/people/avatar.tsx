import type { CSSProperties, ReactElement } from 'react'
import { hueOf } from './hue.ts'
import { initials } from './initials.ts'

/** A person's initials on their colour. Decoration: the name stands beside it, or is given by whoever places it. */
export function Avatar({ clientId, name }: { readonly clientId: string; readonly name: string }): ReactElement {
  const style: CSSProperties & { '--hue': number } = { '--hue': hueOf(clientId) }
  return (
    <span className="avatar" style={style} aria-hidden="true">
      {initials(name)}
    </span>
  )
}
