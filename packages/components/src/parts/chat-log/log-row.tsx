'use client'

import type { Message as ChatMessage } from '@herenow/react'
import { memo, useId, useMemo, useRef } from 'react'
import type { ComponentType, ReactElement, ReactNode } from 'react'
import { useFormatters } from '../../config/use-config.ts'
import { usePerson } from '../../config/use-person.ts'
import { useStrings } from '../../config/use-strings.ts'
import { useBrowserLayoutEffect } from '../../scroll/use-layout-effect.ts'
import { logEnglish } from '../../strings/log-english.ts'
import { DaySeparator } from '../day-separator/day-separator.tsx'
import type { DaySeparatorProps } from '../day-separator/day-separator.tsx'
import { GapMarker } from '../gap-marker/gap-marker.tsx'
import type { GapMarkerProps } from '../gap-marker/gap-marker.tsx'
import { Message } from '../message/message.tsx'
import type { MessageOptions } from '../message/message.tsx'
import { UnreadDivider } from '../unread-divider/unread-divider.tsx'
import type { UnreadDividerProps } from '../unread-divider/unread-divider.tsx'
import type { LogEntry } from './log-entry.ts'
import { actionsOf } from './row-elements.ts'

/** The pieces of a row that can be replaced. */
export interface LogRowSlots {
  readonly DaySeparator?: ComponentType<DaySeparatorProps> | undefined
  readonly UnreadDivider?: ComponentType<UnreadDividerProps> | undefined
  readonly GapMarker?: ComponentType<GapMarkerProps> | undefined
}

/** What a `renderMessage` is given: the props of `Message`. */
export type LogMessage = Pick<MessageOptions, 'message' | 'onRetry' | 'onDiscard'> &
  Required<Pick<MessageOptions, 'own' | 'groupPosition' | 'bodyId'>>

/** Draws the body of a message instead of its text. */
export type MessageRenderer = ComponentType<Pick<LogMessage, 'message' | 'own'>>

interface LogRowProps extends LogEntry {
  readonly own: boolean
  /** Tab comes here. */
  readonly isActive: boolean
  readonly onRetry: ((messageId: string) => void) | undefined
  readonly onDiscard: ((messageId: string) => void) | undefined
  readonly renderMessage: ((message: LogMessage) => ReactNode) | undefined
  readonly renderer: MessageRenderer | undefined
  readonly slots: LogRowSlots | undefined
}

/**
 * A message, and what stands above it: all of it is one row, so that no row ever comes or goes without a message.
 *
 * It renders again only when one of its props has changed: a new message renders its own row and at most its neighbour.
 */
export const LogRow: ComponentType<LogRowProps> = memo(function LogRow(props: LogRowProps): ReactElement {
  const { message, own, groupPosition, onRetry, onDiscard, renderMessage, renderer: Body, slots } = props
  const Day = slots?.DaySeparator ?? DaySeparator
  const Unread = slots?.UnreadDivider ?? UnreadDivider
  const Missing = slots?.GapMarker ?? GapMarker
  const article = useRef<HTMLDivElement>(null)
  const bodyId = useId()
  const { name } = usePerson(message.clientId, message.info)
  const { messageLabel, yourself } = useStrings(logEnglish)
  const { time } = useFormatters()
  // The log is one stop of the Tab key: what can be done in a message is reached from the message.
  useBrowserLayoutEffect(() => {
    if (article.current !== null) for (const action of actionsOf(article.current)) action.tabIndex = -1
  })
  const renderBody = useMemo(() => Body && ((said: ChatMessage) => <Body message={said} own={own} />), [Body, own])
  const given = { message, own, groupPosition, bodyId, onRetry, onDiscard }
  return (
    <div className="hn-log-row" data-slot="log-row" data-key={message.id} data-group={groupPosition}>
      {props.hasGapBefore && <Missing />}
      {props.startsDay && <Day at={message.timestamp} />}
      {props.startsUnread && <Unread />}
      <div
        ref={article}
        className="hn-log-item"
        role="article"
        tabIndex={props.isActive ? 0 : -1}
        aria-label={messageLabel(own ? yourself : name, time(message.timestamp))}
        aria-describedby={bodyId}
        aria-setsize={-1}
      >
        {renderMessage ? renderMessage(given) : <Message {...given} renderBody={renderBody} />}
      </div>
      {props.hasGapAfter && <Missing />}
    </div>
  )
})
