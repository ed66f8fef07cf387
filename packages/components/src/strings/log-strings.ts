import type { RealtimeError } from '@herenow/react'

/** Why a message wasn't sent, by code, as one tells the person who wrote it. */
export type FailureReasons = Readonly<Partial<Record<RealtimeError['code'], string>>>

/**
 * What the message log says.
 *
 * A count comes twice: as the number, to choose the plural by, and as `text`, written as the locale writes numbers.
 */
export interface LogStrings {
  /** The label of the log. */
  readonly messages: string
  /** A message as screen readers say what it is: "Ada, 9:41 AM". */
  readonly messageLabel: (name: string, time: string) => string
  /** Instead of our own name, at our own messages. */
  readonly yourself: string
  readonly messageSending: string
  readonly messageNotSent: string
  /** Behind `messageNotSent`. Where there is no reason for a code, the text of a server that refused it is shown. */
  readonly failureReasons: FailureReasons
  readonly retryMessage: string
  readonly deleteMessage: string
  /** Instead of a message that has no text. */
  readonly messageWithoutText: string
  /** On the line above what one hasn't seen. */
  readonly unread: string
  /** Where messages are missing that nobody has any more. */
  readonly messagesMissing: string
  readonly jumpToLatest: string
  /** What the button to the end shows: "4 new". */
  readonly newBelow: (count: number, text: string) => string
  /** What screen readers say of several at once: "5 new messages". */
  readonly newMessages: (count: number, text: string) => string
  /** What screen readers say of one: "Ada: see you there". */
  readonly newMessage: (name: string, text: string) => string
  /** What screen readers say when a message of ours failed. `reason`: empty where there is none to tell. */
  readonly newFailure: (text: string, reason: string) => string
  readonly noMessages: string
  readonly noMessagesHint: string
  readonly loadingMessages: string
  readonly loadingOlder: string
  readonly loadOlder: string
  readonly messagesUnknown: string
  readonly olderUnknown: string
  readonly loadAgain: string
  /** Above the first message of all. */
  readonly logBegins: string
}
