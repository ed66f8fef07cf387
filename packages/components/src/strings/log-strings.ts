/**
 * What the message log says.
 *
 * A count comes twice: as the number, to choose the plural by, and as `text`, written as the locale writes numbers.
 */
export interface LogStrings {
  /** The label of the log. */
  readonly messages: string
  /** The label of a message for screen readers: "Ada, 9:41 AM". */
  readonly messageLabel: (name: string, time: string) => string
  /** The author of our own messages. */
  readonly yourself: string
  readonly messageSending: string
  readonly messageNotSent: string
  readonly retryMessage: string
  readonly deleteMessage: string
  /** In place of the text of a message that has none. */
  readonly messageWithoutText: string
  /** On the line above the unread messages. */
  readonly unread: string
  /** Where messages are missing that can't be recovered. */
  readonly messagesMissing: string
  readonly jumpToLatest: string
  /** On the button to the end: "4 new". */
  readonly newBelow: (count: number, text: string) => string
  /** Announced for several messages at once: "5 new messages". */
  readonly newMessages: (count: number, text: string) => string
  /** Announced for one message: "Ada: see you there". */
  readonly newMessage: (name: string, text: string) => string
  /** Announced when a message of ours failed. `reason` may be empty. */
  readonly newFailure: (text: string, reason: string) => string
  readonly noMessages: string
  readonly noMessagesHint: string
  readonly loadingMessages: string
  readonly loadingOlder: string
  readonly loadOlder: string
  readonly messagesUnknown: string
  /** The reader has no right to history; what comes from now on is shown. */
  readonly messagesDenied: string
  readonly olderUnknown: string
  readonly loadAgain: string
  /** Above the first message of all. */
  readonly logBegins: string
  /** Above the first message that is shown, where the service can't say what came before it. */
  readonly olderNotKept: string
}
