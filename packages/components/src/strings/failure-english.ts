import type { FailureStrings } from './failure-strings.ts'

/** Why a message wasn't sent, in English. */
export const failureEnglish: FailureStrings = {
  failureReasons: {
    unauthorized: 'You are no longer signed in.',
    token_expired: 'You are no longer signed in.',
    forbidden: 'You may not write here.',
    not_found: 'This conversation is gone.',
    unsupported: 'This conversation takes no messages.',
    invalid_argument: 'It can’t be sent as it is.',
    message_too_large: 'It is too long.',
    rate_limited: 'Too many messages at once. Wait a moment.',
    queue_full: 'Too many messages are waiting to be sent.',
    timeout: 'No answer came in time.',
    connection_closed: 'The connection was lost.',
    connection_failed: 'There is no connection.',
    protocol_error: 'The server didn’t understand it.',
    out_of_order: 'An earlier message wasn’t sent.',
    server_error: 'The server has a problem.',
  },
}
