import type { Position, PresenceConnection, ReceivedMessage, Signal } from '@herenow/adapter'
import { adapterError } from '@herenow/adapter'
import type { AttachResult, SignalItem, WireMessage, WireOccupant, WirePosition } from '@herenow/protocol'

/** A message as the contract has it. `epoch`: the one that its channel's attach, or the history answer, told. */
export function receivedMessage(channel: string, epoch: string, message: WireMessage): ReceivedMessage {
  const { offset, ...rest } = message
  const position = offset === undefined ? null : { epoch, offset }
  return { info: null, connectionId: null, meta: null, ...rest, channel, position }
}

/** A signal as the contract has it. */
export function receivedSignal(item: SignalItem): Signal {
  const { type: _, ...signal } = item
  return { info: null, connectionId: null, ...signal }
}

/** A presence entry as the contract has it. */
export function presenceConnection(connection: WireOccupant): PresenceConnection {
  return { info: null, state: null, ...connection }
}

/** Our server's positions have whole numbers. Throws `invalid_argument` for another service's. */
export function wirePosition({ epoch, offset }: Position): WirePosition {
  if (typeof offset === 'number') return { epoch, offset }
  throw adapterError('invalid_argument', 'The position comes from another service.')
}

/** Where the epoch that we came from ends, as far as the server knows that the new one goes on from it. */
export function continuation({ continues }: AttachResult, from: WirePosition | number | null): WirePosition | null {
  if (continues === undefined || typeof from !== 'object' || from === null) return null
  return { epoch: from.epoch, offset: continues }
}
