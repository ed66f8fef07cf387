import type { ComposeStrings } from './compose-strings.ts'

/** The composer, the typing line, the connection banner and the chat panel in Japanese. */
export const composeJapanese: ComposeStrings = {
  composerLabel: 'メッセージ',
  composerPlaceholder: 'メッセージを入力',
  sendMessage: '送信',
  textReturned: '送信できませんでした。内容を変えるか、もう一度お試しください。',
  charactersLeft: (_, text) => `残り${text}文字`,
  charactersTooMany: (_, text) => `${text}文字超過`,
  isTyping: (names) => `${names}が入力中…`,
  othersTyping: (_, text) => `ほか${text}人`,
  connectionLost: '接続が切れました。',
  connectionUnreachable: '接続できません。',
  connectionLostHint: '今送るメッセージは、再接続後に送信されます。',
  messagesWaiting: (_, text) => `${text}件のメッセージは、再接続後に送信されます。`,
  nextTry: (_, text) => `${text}秒後に再試行`,
  tryingNow: '接続しています…',
  retryNow: '今すぐ再試行',
  connectionFailed: '接続されていません。',
  backOnline: 'オンラインに戻りました',
  backOnlineSending: (_, text) => `オンラインに戻りました。${text}件を送信中…`,
  backOnlineSent: (_, text) => `オンラインに戻りました。${text}件を送信しました`,
  chatLabel: 'チャット',
}
