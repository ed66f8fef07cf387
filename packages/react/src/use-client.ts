'use client'

import { hint, RealtimeError } from '@herenow/core'
import type { Client } from '@herenow/core'
import { useContext } from 'react'
import { ClientContext } from './client-context.ts'

/**
 * The client of the nearest provider; `null` while nobody is signed in.
 *
 * Throws `invalid_argument` outside any `RealtimeProvider`, as every hook of this package does.
 */
export function useClient(): Client | null {
  const client = useContext(ClientContext)
  if (client !== undefined) return client
  throw new RealtimeError({
    code: 'invalid_argument',
    message: 'There is no <RealtimeProvider> above this component.',
    hint: hint('hook-outside-provider'),
  })
}
