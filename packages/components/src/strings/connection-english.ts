import type { ConnectionStrings } from './compose-strings.ts'

/** What the connection banner says unless told otherwise. */
export const connectionEnglish: ConnectionStrings = {
  connectionLost: 'Connection lost.',
  connectionUnreachable: 'Can’t connect.',
  connectionLostHint: 'Messages that you send now go out when it is back.',
  messagesWaiting: (count, text) =>
    count === 1 ? '1 message goes out when it is back.' : `${text} messages go out when it is back.`,
  nextTry: (_, text) => `Next try in ${text} s`,
  tryingNow: 'Trying now…',
  retryNow: 'Retry now',
  connectionFailed: 'Not connected.',
  backOnline: 'Back online',
  backOnlineSending: (count, text) =>
    count === 1 ? 'Back online, sending 1 message…' : `Back online, sending ${text} messages…`,
  backOnlineSent: (count, text) => (count === 1 ? 'Back online, 1 message sent' : `Back online, ${text} messages sent`),
}
