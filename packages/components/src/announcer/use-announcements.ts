'use client'

import type { Message } from '@herenow/react'
import { useEffect, useRef } from 'react'
import { useConfig, useFormatters } from '../config/use-config.ts'
import { nameOf } from '../config/use-person.ts'
import { useStrings } from '../config/use-strings.ts'
import { failureReason } from '../parts/message/failure-reason.ts'
import { messageText } from '../parts/message/message-text.ts'
import { failureEnglish } from '../strings/failure-english.ts'
import { logEnglish } from '../strings/log-english.ts'
import { presenceEnglish } from '../strings/presence-english.ts'
import type { Announcement } from './announcement.ts'
import { joinLiveRegion } from './live-region.ts'
import type { LiveRegion } from './live-region.ts'

/** How new messages are announced: with author and text, as a number, or not at all. */
export type AnnounceMode = 'full' | 'count' | 'off'

/**
 * Announces new and failed messages to screen readers, politely: at most once a second, several in one sentence.
 *
 * All logs share one live region: that of `HerenowUI`'s `portalContainer`, or of the document.
 *
 * @param news - a new array for each set of news; the same array is announced once
 */
export function useAnnouncements(news: readonly Message[], mode: AnnounceMode): void {
  const { portalContainer, locale, users } = useConfig()
  const { newMessage, newMessages, newFailure, messageWithoutText } = useStrings(logEnglish)
  const { failureReasons } = useStrings(failureEnglish)
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
