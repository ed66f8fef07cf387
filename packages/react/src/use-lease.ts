'use client'

import type { Release } from '@herenow/core'
import { useEffect } from 'react'

interface Leasable {
  lease(): Release
}

/** Holds a lease while mounted. It is taken in an effect, so that a discarded render acquires nothing. */
export function useLease(leasable: Leasable | null | undefined): void {
  useEffect(() => leasable?.lease(), [leasable])
}
