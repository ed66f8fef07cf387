import type { TroubleKind } from '@herenow/server/api'

/** What each kind of trouble is, in words; its name stands behind. */
export const troubleText: Readonly<Record<TroubleKind, string>> = {
  limit: 'Limit reached',
  refusal: 'Refused',
  ended: 'Connections ended',
  hook: 'Function of the app failed',
  listener: 'Listener failed, was late or was not told',
  engine: 'Keeping messages failed',
  'dead-letter': 'Webhook has not taken',
  'lost-event': 'Webhook has lost',
  failure: 'Failure of the',
}

const ends: Readonly<Record<string, string>> = {
  slow: 'slow: too much waited for the client',
  silent: 'silent: no answer to a ping',
  lost: 'lost: without a word',
  over_the_rate: 'over the rate for too long',
  token_refused: 'token refused',
  token_expired: 'token expired',
  session_expired: 'session expired',
  broken_frame: 'broken frame',
}

/** The name of a trouble, as it is read best. */
export function troubleName(kind: TroubleKind, name: string): string {
  return kind === 'ended' ? (ends[name] ?? name) : name
}
