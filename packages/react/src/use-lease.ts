'use client'

import type { Release } from '@herenow/core'
import { useEffect } from 'react'

interface Leasable {
  lease(): Release
}

/** Holds a lease while mounted. Taken in an effect: a render that is thrown away has acquired nothing. */
export function useLease(leasable: Leasable | null | undefined): void {
  useEffect(() => leasable?.lease(), [leasable])
}
