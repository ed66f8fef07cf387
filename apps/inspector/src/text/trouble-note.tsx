import type { ReactElement } from 'react'
import { isAway, reasonOf } from '../access/access.ts'

/** Why something can't be had, where that isn't because the server is away: then nothing can. */
export function TroubleNote({ error }: { readonly error: unknown }): ReactElement | null {
  return error === null || isAway(error) ? null : (
    <p className="reason" role="status">
      {reasonOf(error)}
    </p>
  )
}
