import type { Position, PresenceConnection, ReceivedMessage, Signal } from '@herenow/adapter'
import type { SignalItem, WireMessage, WireOccupant, WirePosition } from '@herenow/protocol'
import { adapterError } from './adapter-error.ts'

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
