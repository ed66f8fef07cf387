'use client'

import type { Release } from '@herenow/core'
import { useEffect } from 'react'
import { leaseWhileOpen } from './lease-while-open.ts'

interface Leasable {
  lease(): Release
}

/** Holds a lease while mounted. Taken in an effect: a render that is thrown away has acquired nothing. */
export function useLease(leasable: Leasable | null | undefined): void {
  useEffect(() => {
    const release = leasable && leaseWhileOpen(() => leasable.lease())
    return release ?? undefined
  }, [leasable])
}
