import type { Welcome } from '@herenow/protocol'
import { protocolVersion } from '@herenow/protocol'
import type { ServerLimits } from '../server-limits.ts'
import { timings } from '../timings.ts'
import type { Connection } from './connection.ts'

/** What this server can do beyond answering; clients may look before they offer something. */
const features = ['history', 'presence', 'occupancy', 'signals']

/** Answers `hello`. */
export function welcomeItem(
  connection: Connection,
  resumed: boolean,
  tokenExpiresIn: number | null,
  limits: ServerLimits,
): Welcome {
  return {
    type: 'welcome',
    version: protocolVersion,
    connectionId: connection.connectionId,
    resumeKey: connection.record.resumeKey,
    clientId: connection.clientId,
    ...(connection.info === null ? {} : { info: connection.info }),
    resumed,
    pingInterval: timings.pingInterval,
    ...(tokenExpiresIn === null ? {} : { tokenExpiresIn }),
    limits: {
      messageBytes: limits.messageBytes,
      signalBytes: limits.signalBytes,
      frameBytes: limits.frameBytes,
      channels: limits.channels,
      stateBytes: limits.stateBytes,
    },
    features,
  }
}
