/** What the composer says. */
export interface ComposerStrings {
  /** The label of the field that one writes in. */
  readonly composerLabel: string
  readonly composerPlaceholder: string
  /** The label of the button that sends. */
  readonly sendMessage: string
  /** Under the field when a text could not be sent and is back in the field. */
  readonly textReturned: string
  /** Near the limit: "12 characters left". */
  readonly charactersLeft: (count: number, text: string) => string
  /** Beyond the limit: "3 characters too many". */
  readonly charactersTooMany: (count: number, text: string) => string
}

/** What the typing line says. */
export interface TypingStrings {
  /** `names`: one or more, as a list; `count`: of how many people. "Ada and Grace are typing…" */
  readonly isTyping: (names: string, count: number) => string
  /** The end of the list of names when there are more: "3 others". */
  readonly othersTyping: (count: number, text: string) => string
}

/** What the connection banner says. */
export interface ConnectionStrings {
  readonly connectionLost: string
  /** In place of `connectionLost` while the first connection can't be made. */
  readonly connectionUnreachable: string
  /** After either of them while no message waits. */
  readonly connectionLostHint: string
  /** After either of them while messages wait: "3 messages go out when it is back." */
  readonly messagesWaiting: (count: number, text: string) => string
  /** How long until the next attempt: "Next try in 7 s" */
  readonly nextTry: (seconds: number, text: string) => string
  /** While an attempt is under way. */
  readonly tryingNow: string
  readonly retryNow: string
  readonly connectionFailed: string
  readonly backOnline: string
  /** While the waiting messages go out: "Back online, sending 3 messages…" */
  readonly backOnlineSending: (count: number, text: string) => string
  /** After they have gone out: "Back online, 3 messages sent" */
  readonly backOnlineSent: (count: number, text: string) => string
}

/** What the composer, the typing line, the connection banner and the chat panel say. */
export interface ComposeStrings extends ComposerStrings, TypingStrings, ConnectionStrings {
  /** The label of a chat panel. */
  readonly chatLabel: string
}
