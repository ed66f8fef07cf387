import { closeCode } from '@herenow/protocol'
import type { Departure } from '../socket/connection-registry.ts'
import type { Ending } from '../socket/ending.ts'
import type { DisconnectEvent, DisconnectReason } from './server-event.ts'

/** Why a connection is over. `how` it has gone; `stopped`: the server stops. */
export function whyDisconnected(
  ending: Ending,
  how: Departure | 'stopped',
): Pick<DisconnectEvent, 'reason' | 'code' | 'error'> {
  const { error } = ending
  return {
    reason: reasonOf(ending, how),
    code: ending.code ?? ending.closedWith ?? closeCode.normal,
    error: error === null ? null : { code: error.code, message: error.message },
  }
}

function reasonOf({ error, connection }: Ending, how: Departure | 'stopped'): DisconnectReason {
  if (how === 'stopped') return 'stopped'
  // Who was lost, and has left by now, was put out meanwhile.
  if (error !== null || (connection === 'lost' && how === 'leave')) return 'ended'
  return how
}
