import type { FailureStrings } from './failure-strings.ts'

/** Why a message wasn't sent, in Japanese. */
export const failureJapanese: FailureStrings = {
  failureReasons: {
    unauthorized: 'サインインが切れています。',
    token_expired: 'サインインが切れています。',
    forbidden: 'ここには書き込めません。',
    not_found: 'この会話はもうありません。',
    unsupported: 'この会話にはメッセージを送れません。',
    invalid_argument: 'このままでは送れません。',
    message_too_large: '長すぎます。',
    rate_limited: '一度に送りすぎです。少しお待ちください。',
    queue_full: '送信待ちのメッセージが多すぎます。',
    timeout: '時間内に応答がありませんでした。',
    connection_closed: '接続が切れました。',
    connection_failed: '接続がありません。',
    protocol_error: 'サーバーが理解できませんでした。',
    out_of_order: '前のメッセージが送られていません。',
    server_error: 'サーバーに問題があります。',
  },
}
