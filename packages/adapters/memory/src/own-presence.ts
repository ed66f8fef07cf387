import type { AdapterEvent, DesiredPresence, PresenceRequest } from '@herenow/adapter'
import { createDesiredPresence } from '@herenow/adapter'
import type { ClientConnection } from './client-connection.ts'
import type { Service } from './service.ts'

export interface OwnPresenceNeeds {
  readonly service: Pick<Service, 'enter' | 'leave'>
  readonly connection: Pick<ClientConnection, 'isConnected' | 'send'>
}

/** Our own presence in all channels: asks the hub for what is wished, and reads its answers. */
export function createOwnPresence({ service, connection }: OwnPresenceNeeds): DesiredPresence {
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
