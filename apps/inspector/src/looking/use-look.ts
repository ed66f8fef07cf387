import { useEffect, useReducer, useRef } from 'react'
import type { Access } from '../access/access.ts'
import { isLockedOut, reasonOf } from '../access/access.ts'
import { lookWhileVisible } from '../env/while-visible.ts'
import type { Look, LookQuery } from './look.ts'
import { ask, firstLook, nextLook } from './look.ts'

/**
 * Asks the server about once a second while the page can be seen; a new query counts from the next time. Calls `onLockedOut` when the
 * server doesn't know the key any more.
 */
export function useLook(access: Access, query: LookQuery, onLockedOut: (reason: string) => void): Look {
  const [look, take] = useReducer(nextLook, firstLook)
  const newest = useRef({ query, onLockedOut })
  useEffect(() => {
    newest.current = { query, onLockedOut }
  })
  useEffect(
    () =>
      lookWhileVisible(async () => {
        const results = await ask(access, newest.current.query)
        const refused = Object.values(results).find((each) => each?.status === 'rejected' && isLockedOut(each.reason))
        if (refused?.status === 'rejected') newest.current.onLockedOut(reasonOf(refused.reason))
        else take(results)
      }),
    [access],
  )
  return look
}
