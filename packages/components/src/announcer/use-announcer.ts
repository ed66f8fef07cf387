'use client'

import { useCallback, useEffect, useRef } from 'react'
import { useConfig } from '../config/use-config.ts'
import type { Announcement } from './announcement-queue.ts'
import { acquireLiveRegion } from './live-region.ts'
import type { LiveRegion } from './live-region.ts'

/**
 * Says things to screen readers, politely: at most once a second, several messages in one sentence.
 *
 * All who speak share one region: that of `HerenowUI`'s `portalContainer`, or of the document.
 */
export function useAnnouncer(): (announcements: readonly Announcement[]) => void {
  const { portalContainer, locale } = useConfig()
  const region = useRef<LiveRegion | null>(null)
  useEffect(() => {
    const acquired = acquireLiveRegion(portalContainer ?? document.body)
    region.current = acquired
    return () => {
      region.current = null
      acquired.release()
    }
  }, [portalContainer])
  return useCallback((announcements) => region.current?.announce(announcements, locale), [locale])
}
