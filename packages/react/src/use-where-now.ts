'use client'

import { useCallback, useMemo } from 'react'
import type { HookOptions } from './channel-reference.ts'
import { constantStore } from './constant-store.ts'
import { useClient } from './use-client.ts'
import { useLease } from './use-lease.ts'
import { useStoreValue } from './use-store-value.ts'
import { nowhere, whereNowView } from './where-now-view.ts'
import type { WhereNowState } from './where-now-view.ts'

export interface UseWhereNowResult extends WhereNowState {
  /** Asks again. Never rejects: see `error`. Stays the same function while the question is the same. */
  readonly refresh: () => Promise<void>
}

const unasked = constantStore(nowhere)

/** Reads in which channels a client (default: our own) is present: once, and again on `refresh`. */
export function useWhereNow(clientId?: string | null, { enabled = true }: HookOptions = {}): UseWhereNowResult {
  const client = useClient()
  const view = useMemo(
    () => (client === null || clientId === null || !enabled ? null : whereNowView(client, clientId)),
    [client, clientId, enabled],
  )
  useLease(view)
  const state = useStoreValue(view ?? unasked)
  const refresh = useCallback(async () => view?.refresh(), [view])
  return useMemo(() => ({ ...state, refresh }), [state, refresh])
}
