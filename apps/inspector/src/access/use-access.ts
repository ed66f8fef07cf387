import { useCallback, useEffect, useState } from 'react'
import { keepKey, keptKey } from '../env/kept-key.ts'
import { placeOf } from '../env/place.ts'
import type { Access } from './access.ts'
import { isLockedOut, openAccess, reasonOf } from './access.ts'

/** Whether somebody has shown a key. */
export type AccessState =
  | { readonly status: 'locked'; readonly reason: string | null }
  | { readonly status: 'trying' }
  | { readonly status: 'open'; readonly access: Access }

/** Makes up the client id of this page, for as long as it is open. */
const ownName = Array.from(crypto.getRandomValues(new Uint8Array(5)), (byte) => byte.toString(36)).join('')

/** The key of this page: shown by somebody, or kept from before a reload. */
export function useAccess(): {
  readonly state: AccessState
  readonly open: (key: string) => void
  readonly close: (reason: string | null) => void
} {
  const [key, setKey] = useState(keptKey)
  const [reason, setReason] = useState<string | null>(null)
  const [access, setAccess] = useState<Access | null>(null)
  const lock = useCallback((why: string | null) => {
    setKey(null)
    setAccess(null)
    setReason(why)
  }, [])
  const close = useCallback(
    (why: string | null) => {
      keepKey(null)
      lock(why)
    },
    [lock],
  )
  useEffect(() => {
    if (key === null) return undefined
    let opened: Access | null = null
    let isOver = false
    openAccess(key, placeOf(location.href), ownName).then(
      (found) => {
        opened = found
        if (isOver) {
          void found.client?.close()
          return
        }
        keepKey(key)
        setAccess(found)
      },
      (error: unknown) => {
        if (isOver) return
        // While a server is away the key may still be right.
        if (isLockedOut(error)) keepKey(null)
        lock(reasonOf(error))
      },
    )
    return () => {
      isOver = true
      void opened?.client?.close()
    }
  }, [key, lock])
  const open = useCallback((given: string) => {
    setReason(null)
    setKey(given)
  }, [])
  if (key === null) return { state: { status: 'locked', reason }, open, close }
  return { state: access === null ? { status: 'trying' } : { status: 'open', access }, open, close }
}
