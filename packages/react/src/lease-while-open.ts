import { RealtimeError } from '@herenow/core'
import type { Release } from '@herenow/core'

/**
 * Takes a lease; `null` when the client was closed for good. Nothing is left to hold then, which its connection's
 * state tells; throwing would take down the page.
 */
export function leaseWhileOpen(take: () => Release): Release | null {
  try {
    return take()
  } catch (error) {
    if (RealtimeError.isInstance(error) && error.code === 'connection_closed') return null
    throw error
  }
}
