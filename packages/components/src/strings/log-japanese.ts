import type { LogStrings } from './log-strings.ts'

/** The message log in Japanese. */
export const logJapanese: LogStrings = {
  messages: 'メッセージ',
  messageLabel: (name, time) => `${name}、${time}`,
  yourself: '自分',
  messageSending: '送信中…',
  messageNotSent: '未送信',
  retryMessage: '再送信',
  deleteMessage: '削除',
  messageWithoutText: 'テキストのないメッセージ',
  unread: '新着',
  messagesMissing: 'ここに欠けているメッセージがあります',
  jumpToLatest: '最新へ移動',
  newBelow: (_, text) => `新着${text}件`,
  newMessages: (_, text) => `新着メッセージ${text}件`,
  newMessage: (name, text) => `${name}: ${text}`,
  newFailure: (text, reason) => `未送信: ${reason === '' ? text : `${reason} ${text}`}`,
  noMessages: 'まだメッセージはありません',
  noMessagesHint: '最初のメッセージを送りましょう。全員にすぐ届きます。',
  loadingMessages: 'メッセージを読み込み中…',
  loadingOlder: '以前のメッセージを読み込み中…',
  loadOlder: '以前のメッセージを読み込む',
  messagesUnknown: 'メッセージを読み込めません',
  olderUnknown: '以前のメッセージを読み込めません',
  loadAgain: '再試行',
  logBegins: 'ここが最初です',
}
