'use client'

import { syncStatusStore } from '@herenow/core'
import type { SyncStatus } from '@herenow/core'
import { useMemo } from 'react'
import { constantStore } from './constant-store.ts'
import { useClient } from './use-client.ts'
import { useStoreValue } from './use-store-value.ts'

const nothingToSync = constantStore<SyncStatus>('synced')

/**
 * Whether everything that this client has published has reached the service: `synced`, `syncing` or `offline`. For
 * "All changes saved", and for asking before somebody leaves the page. `synced` on the server and while signed out.
 */
export function useSyncStatus(): SyncStatus {
  const client = useClient()
  const store = useMemo(() => client && syncStatusStore(client), [client])
  return useStoreValue(store ?? nothingToSync)
}
