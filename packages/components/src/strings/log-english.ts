import type { LogStrings } from './log-strings.ts'

/** What the message log says unless told otherwise. */
export const logEnglish: LogStrings = {
  messages: 'Messages',
  messageLabel: (name, time) => `${name}, ${time}`,
  yourself: 'You',
  messageSending: 'Sending…',
  messageNotSent: 'Not sent',
  retryMessage: 'Retry',
  deleteMessage: 'Delete',
  messageWithoutText: 'This message has no text',
  unread: 'New',
  messagesMissing: 'Some messages are missing here',
  jumpToLatest: 'Jump to latest',
  newBelow: (_, text) => `${text} new`,
  newMessages: (count, text) => (count === 1 ? '1 new message' : `${text} new messages`),
  newMessage: (name, text) => `${name}: ${text}`,
  newFailure: (text, reason) => `Not sent: ${reason === '' ? text : `${reason} ${text}`}`,
  noMessages: 'No messages yet',
  noMessagesHint: 'Be the first. Everyone here sees it at once.',
  loadingMessages: 'Loading messages…',
  loadingOlder: 'Loading older messages…',
  loadOlder: 'Load older messages',
  messagesUnknown: 'Messages couldn’t be loaded',
  olderUnknown: 'Older messages couldn’t be loaded',
  loadAgain: 'Try again',
  logBegins: 'This is the beginning',
}
