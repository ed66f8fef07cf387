'use client'

import type { Client } from '@herenow/core'
import type { ReactElement, ReactNode } from 'react'
import { ClientContext } from './client-context.ts'
import { useLease } from './use-lease.ts'

export interface RealtimeProviderProps {
  /** `null`: nobody is signed in; hooks return their initial values and do nothing. */
  readonly client: Client | null
  readonly children?: ReactNode
}

/**
 * Gives a client to the hooks below it and keeps its connection open while it is mounted.
 *
 * The innermost provider wins. A new user is a new client: pass it, and every hook moves over. The provider never
 * closes a client: after the last lease and `lingerMs` the connection ends cleanly, and opens again when needed.
 */
export function RealtimeProvider({ client, children }: RealtimeProviderProps): ReactElement {
  useLease(client?.connection)
  return <ClientContext.Provider value={client}>{children}</ClientContext.Provider>
}
