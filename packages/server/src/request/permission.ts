import type { RealtimeError } from '@herenow/adapter'
import { assertNever } from '@herenow/adapter'
import type { Action } from '../auth/rights.ts'
import { refusal } from '../refusal.ts'
import type { Services } from '../services.ts'
import type { Connection } from '../socket/connection.ts'

/**
 * Whether a connection's token, the channel's rules and the app allow an action. Asked about every channel that there is,
 * so it makes no error that nobody reads.
 */
export function mayDo(services: Services, connection: Connection, channel: string, action: Action): boolean {
  return (
    connection.rights.allows(channel, action) &&
    ruleAllows(services, channel, action) &&
    (connection.gate === null || connection.gate.permissions.allows({ channel, action }))
  )
}

/** Throws `forbidden` for what is not allowed. */
export function assertMay(services: Services, connection: Connection, channel: string, action: Action): void {
  const error = denial(services, connection, channel, action)
  if (error !== null) throw error
}

/** Why an action is `forbidden`; `null`: it is allowed. */
export function denial(
  services: Services,
  connection: Connection,
  channel: string,
  action: Action,
): RealtimeError | null {
  if (!connection.rights.allows(channel, action)) {
    return refusal('forbidden', `The token doesn't allow "${action}" on this channel.`, { channel })
  }
  if (!ruleAllows(services, channel, action)) {
    return refusal('forbidden', `The server's rules don't allow clients to ${action} here.`, {
      channel,
      hint: ruleHint,
    })
  }
  return connection.gate?.permissions.denial({ channel, action }) ?? null
}

const ruleHint = 'Change the rule for this channel in the `rules` of `createServer`.'

function ruleAllows(services: Services, channel: string, action: Action): boolean {
  switch (action) {
    case 'publish':
      return services.settingsOf(channel).publish
    case 'presence':
      return services.settingsOf(channel).presence
    case 'subscribe':
    case 'history':
      return true
    default:
      return assertNever(action)
  }
}
