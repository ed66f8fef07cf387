'use client'

import type { ConnectionState } from '@herenow/core'
import { constantStore } from './constant-store.ts'
import type { Equality } from './equality.ts'
import { useClient } from './use-client.ts'
import { useStoreValue } from './use-store-value.ts'

const signedOut = constantStore<ConnectionState>({ status: 'initialized' })

/** The state of the connection, or the result of `selector`. `initialized` on the server and while signed out. */
export function useConnectionState(): ConnectionState
export function useConnectionState<T>(selector: (state: ConnectionState) => T, isEqual?: Equality<T>): T
export function useConnectionState<T>(
  selector?: (state: ConnectionState) => T,
  isEqual?: Equality<T>,
): ConnectionState | T {
  return useStoreValue(useClient()?.connection ?? signedOut, selector, isEqual)
}
