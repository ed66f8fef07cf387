import type { Member, Position, PresenceConnection, ReceivedMessage, Signal } from '@herenow/adapter'
import type { SignalItem, WireConnection, WireMessage, WirePosition } from '@herenow/protocol'
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
export function presenceConnection(connection: WireConnection): PresenceConnection {
  return { info: null, ...connection }
}

/** Groups connections by person. A person's state is that of the most recently updated connection. */
export function members(connections: readonly WireConnection[]): readonly Member[] {
  const people = new Map<string, WireConnection[]>()
  for (const connection of [...connections].sort((a, b) => a.enteredAt - b.enteredAt)) {
    const own = people.get(connection.clientId)
    if (own === undefined) people.set(connection.clientId, [connection])
    else own.push(connection)
  }
  return Array.from(people.values(), member)
}

function member(oldestFirst: readonly WireConnection[]): Member {
  const latest = oldestFirst.reduce((a, b) => (b.updatedAt > a.updatedAt ? b : a))
  const { clientId, info = null, state, updatedAt } = latest
  const connections = oldestFirst.map(({ connectionId, state, enteredAt }) => ({ connectionId, state, enteredAt }))
  return { clientId, info, state, connections, enteredAt: connections[0]?.enteredAt ?? latest.enteredAt, updatedAt }
}

/** Our server's positions have whole numbers. Throws `invalid_argument` for another service's. */
export function wirePosition({ epoch, offset }: Position): WirePosition {
  if (typeof offset === 'number') return { epoch, offset }
  throw adapterError('invalid_argument', 'The position comes from another service.')
}
