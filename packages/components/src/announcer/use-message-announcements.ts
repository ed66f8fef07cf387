'use client'

import type { Message } from '@herenow/react'
import { useEffect, useMemo, useRef } from 'react'
import { useConfig, useFormatters } from '../config/use-config.ts'
import { useStrings } from '../config/use-strings.ts'
import { arrivals, newestSentId } from '../parts/chat-log/arrivals.ts'
import { messageText } from '../parts/message/message-text.ts'
import { displayName } from '../people/display-name.ts'
import { logEnglish } from '../strings/log-english.ts'
import { presenceEnglish } from '../strings/presence-english.ts'
import type { Announcement } from './announcement-queue.ts'
import { useAnnouncer } from './use-announcer.ts'

/** How much is said of new messages: all of one, only how many, nothing. */
export type AnnounceMode = 'full' | 'count' | 'off'

interface Announced {
  /** `undefined`: the log isn't loaded yet, and what is in it is history. */
  readonly newestId: string | null | undefined
  /** Our own that have failed, and were told of. */
  readonly failed: ReadonlySet<string>
}

interface AnnouncementOptions {
  readonly messages: readonly Message[]
  readonly isLoaded: boolean
  readonly ownClientId: string | null
  readonly mode: AnnounceMode
}

/** Tells screen readers of new messages by others, and of our own that failed. Never of history, edits or our own. */
export function useMessageAnnouncements({ messages, isLoaded, ownClientId, mode }: AnnouncementOptions): void {
  const announce = useAnnouncer()
  const phrase = usePhrases(mode)
  const announced = useRef<Announced>({ newestId: undefined, failed: new Set() })
  useEffect(() => {
    const { newestId, failed } = announced.current
    const failures = messages.filter((message) => message.status === 'failed' && message.clientId === ownClientId)
    announced.current = {
      newestId: isLoaded ? newestSentId(messages) : newestId,
      failed: new Set(failures.map((message) => message.id)),
    }
    if (newestId === undefined || mode === 'off') return
    const said = arrivals(messages, newestId, ownClientId).messages.map(phrase.arrival)
    const newFailures = failures.filter((message) => !failed.has(message.id)).map(phrase.failure)
    if (said.length + newFailures.length > 0) announce([...said, ...newFailures])
  }, [messages, isLoaded, ownClientId, mode, announce, phrase])
}

interface Phrases {
  readonly arrival: (message: Message) => Announcement
  readonly failure: (message: Message) => Announcement
}

function usePhrases(mode: AnnounceMode): Phrases {
  const strings = useStrings(logEnglish)
  const { somebody } = useStrings(presenceEnglish)
  const { number } = useFormatters()
  const { users } = useConfig()
  return useMemo(() => {
    const burst = (count: number): string => strings.newMessages(count, number(count))
    const text = ({ data }: Message): string => messageText(data) ?? strings.messageWithoutText
    const name = ({ clientId, info }: Message): string =>
      displayName(users?.find(clientId)?.name) ?? displayName(info?.name) ?? somebody
    return {
      arrival: (message) => ({
        kind: 'message',
        text: mode === 'count' ? burst(1) : strings.newMessage(name(message), text(message)),
        burst,
      }),
      failure: (message) => ({ kind: 'notice', text: strings.newFailure(text(message)) }),
    }
  }, [strings, somebody, number, users, mode])
}
