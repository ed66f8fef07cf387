'use client'

import type { Message } from '@herenow/react'
import { useEffect, useRef } from 'react'
import { useConfig, useFormatters } from '../config/use-config.ts'
import { nameOf } from '../config/use-person.ts'
import { useStrings } from '../config/use-strings.ts'
import { failureReason } from '../parts/message/failure-reason.ts'
import { messageText } from '../parts/message/message-text.ts'
import { logEnglish } from '../strings/log-english.ts'
import { presenceEnglish } from '../strings/presence-english.ts'
import type { Announcement } from './announcement.ts'
import { joinLiveRegion } from './live-region.ts'
import type { LiveRegion } from './live-region.ts'

/** How much is said of new messages: all of one, only how many, nothing. */
export type AnnounceMode = 'full' | 'count' | 'off'

/**
 * Tells screen readers of new messages, and of those that failed, politely: at most once a second, several in one
 * sentence.
 *
 * All who speak share one region: that of `HerenowUI`'s `portalContainer`, or of the document.
 *
 * @param news - another array for other news; the same is told once
 */
export function useAnnouncements(news: readonly Message[], mode: AnnounceMode): void {
  const { portalContainer, locale, users } = useConfig()
  const { newMessage, newMessages, newFailure, failureReasons, messageWithoutText } = useStrings(logEnglish)
  const { somebody } = useStrings(presenceEnglish)
  const { number } = useFormatters()
  const region = useRef<LiveRegion>(null)
  const told = useRef(news)

  const burst = (count: number): string => newMessages(count, number(count))
  const announcement = (message: Message): Announcement => {
    const { status, clientId, info, data } = message
    const text = messageText(data)
    if (status === 'failed') {
      return { text: newFailure(text ?? messageWithoutText, failureReason(message, failureReasons)) }
    }
    if (mode === 'count' || text === null) return { text: burst(1), burst }
    return { text: newMessage(nameOf(users?.find(clientId), { clientId, info }, somebody), text), burst }
  }
  useEffect(() => {
    const joined = joinLiveRegion(portalContainer ?? document.body)
    region.current = joined
    return joined.leave
  }, [portalContainer])
  useEffect(() => {
    if (told.current === news) return
    told.current = news
    if (mode !== 'off') region.current?.announce(news.map(announcement), locale)
  })
}
