import { expect, it } from 'vitest'
import type { Ending } from '../socket/ending.ts'
import {
  abusiveEnding,
  drainingEnding,
  failedEnding,
  kickedEnding,
  lossEnding,
  revokedEnding,
  silentEnding,
  tokenExpiredEnding,
  tooSlowEnding,
} from '../socket/ending.ts'
import { whyDisconnected } from './why-disconnected.ts'

it.each<[string, Ending, 'leave' | 'timeout' | 'stopped', string, number, string | null]>([
  ['was closed by its client', lossEnding(1000), 'leave', 'leave', 1000, null],
  ['was that of a page that was closed', lossEnding(1001), 'leave', 'leave', 1001, null],
  ['was lost', lossEnding(1006), 'timeout', 'timeout', 1006, null],
  ['read too slowly', tooSlowEnding, 'timeout', 'timeout', 4008, null],
  ['fell silent', silentEnding, 'timeout', 'timeout', 4009, null],
  ['was put out', kickedEnding('Be kind.', null), 'leave', 'ended', 4007, 'forbidden'],
  ['was lost, and put out meanwhile', lossEnding(1006), 'leave', 'ended', 1006, null],
  ['had a token that ended', tokenExpiredEnding, 'timeout', 'ended', 4002, 'token_expired'],
  ['had a token that was revoked', revokedEnding, 'timeout', 'ended', 4001, 'unauthorized'],
  ['was over its rate for too long', abusiveEnding, 'timeout', 'ended', 4029, 'rate_limited'],
  ['failed', failedEnding, 'timeout', 'ended', 1011, 'server_error'],
  ['was there when the server stopped', drainingEnding(500), 'stopped', 'stopped', 4010, 'connection_closed'],
  ['was away when the server stopped', lossEnding(1006), 'stopped', 'stopped', 1006, null],
])('says of a connection that %s how it ended', (_, ending, how, reason, code, error) => {
  const why = whyDisconnected(ending, how)
  expect({ ...why, error: why.error?.code ?? null }).toEqual({ reason, code, error })
})
