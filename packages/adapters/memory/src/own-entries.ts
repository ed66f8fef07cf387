import type { AdapterEvent, DesiredPresence, PresenceRequest } from '@herenow/adapter'
import { createDesiredPresence } from '@herenow/adapter'
import type { ClientConnection } from './client-connection.ts'
import type { Service } from './service.ts'

export interface OwnEntriesNeeds {
  readonly service: Pick<Service, 'enter' | 'leave'>
  readonly connection: Pick<ClientConnection, 'isConnected' | 'send'>
}

/** Our own entry in the presence of every channel: asks the hub for the entries that are wanted, and reads its answers. */
export function createOwnEntries({ service, connection }: OwnEntriesNeeds): DesiredPresence {
  function request({ channel, wish, action, granted, lost, refused }: PresenceRequest): void {
    connection.send(
      (client, now) =>
        action === 'leave' ? service.leave(client, channel, 'leave') : service.enter(client, channel, wish.state, now),
      ({ error }, events: AdapterEvent[]) => {
        if (error === undefined) granted()
        else if (error.origin !== 'server') lost(error)
        // Nobody waits for what was brought back after a drop.
        else if (!refused(error)) events.push({ type: 'presence-refused', channel, error })
      },
    )
  }

  return createDesiredPresence({ isConnected: () => connection.isConnected, request })
}
