'use client'

import { occupancyView } from '@herenow/core'
import type { OccupancyState, OccupancyView, OccupancyViewQuery, Store } from '@herenow/core'
import { useMemo } from 'react'
import { constantStore } from './constant-store.ts'
import { useClient } from './use-client.ts'
import { useLease } from './use-lease.ts'
import { valueKey } from './value-key.ts'

/** The state while nothing is requested. */
export const unasked: Store<OccupancyState> = constantStore({
  totalChannels: 0,
  totalOccupancy: 0,
  channels: {},
  status: 'pending',
  error: null,
})

/** The shared view of a query, kept up to date while mounted; `null` requests nothing. Queries are compared by value. */
export function useOccupancyView(query: OccupancyViewQuery | null): OccupancyView | null {
  const client = useClient()
  const key = valueKey(query)
  const view = useMemo(() => {
    const asked: OccupancyViewQuery | null = JSON.parse(key)
    return client === null || asked === null ? null : occupancyView(client, asked)
  }, [client, key])
  useLease(view)
  return view
}
