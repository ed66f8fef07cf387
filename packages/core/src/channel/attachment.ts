import type { AdapterSession } from '@herenow/adapter'
import { clientClosed, failure, handled, toRealtimeError } from '../client/problems.ts'
import type { ConnectionState } from '../connection/connection-state.ts'
import type { Need } from '../connection/need.ts'
import { createNeed } from '../connection/need.ts'
import type { Release } from '../store/store.ts'
import { until } from '../store/until.ts'
import type { TellsOfChannel } from './attachment-machine.ts'
import { afterConnection, afterSession, isActive } from './attachment-machine.ts'
import type { ChannelCore } from './channel-core.ts'
import type { ChannelState } from './channel-state.ts'

/** Whether a channel is attached, and who wants it to be: by hand, by leases, or lingering after the last of them. */
export interface Attachment {
  readonly need: Need
  /** Events of the channel are wanted. */
  readonly isActive: boolean
  readonly attach: () => Promise<void>
  readonly detach: () => Promise<void>
  /** `lingers: false`: for a part of the channel that has its own linger. */
  lease(lingers?: boolean): Release
  /** Resolves once attached; at once when nobody wants it to be. Waits over drops. */
  whenAttached(): Promise<void>
  /** A new session is open: whoever still wants the channel gets it again. */
  sessionOpened(): void
  sessionSays(told: TellsOfChannel): void
  connectionChanged(connection: ConnectionState): void
}

export function createAttachment(channel: ChannelCore): Attachment {
  const { client, name, slices, state } = channel
  const need = createNeed(client, () => void leave())
  /** Ahead of the store while its listeners run: one of them may ask for more. */
  let now = state.getState()
  let asked: AdapterSession | null = null
  /** Detached by hand or by the service: leases that are out bring nothing back. */
  let stopped = false

  function apply(next: ChannelState): void {
    if (next === now) return
    now = next
    if (next.status === 'failed') channel.presence.clear(next.reason)
    slices.commit({ state: next })
    if (next.status === 'detached') client.channels.retire(channel)
  }

  function ask(): void {
    if (client.ended) return
    channel.need()
    stopped = false
    if (!attachment.isActive) {
      if (now.status === 'failed') channel.presence.clear()
      client.channels.revive(channel)
      apply({ status: 'attaching' })
    }
    const { session } = client
    if (!session || asked === session) return
    asked = session
    session.attach(name, channel.attachOptions()).catch((error: unknown) => refused(session, error))
  }

  function refused(session: AdapterSession, error: unknown): void {
    // A session that is being closed refuses everything: what becomes of the channel is the connection's to say.
    if (asked !== session || session !== client.session || !attachment.isActive) return
    const reason = toRealtimeError(error, 'Attaching')
    asked = null
    apply({ status: 'failed', reason })
    client.report(reason)
  }

  async function leave(): Promise<void> {
    if (!attachment.isActive) return
    channel.stop('asked')
    const session = asked
    asked = null
    apply({ status: 'detaching' })
    try {
      await session?.detach(name)
    } catch (error) {
      client.report(toRealtimeError(error, 'Detaching'))
    }
    if (now.status === 'detaching') apply({ status: 'detached' })
  }

  function stopNeed(): void {
    need.clear()
    stopped = true
  }

  const attachment: Attachment = {
    need,
    get isActive() {
      return isActive(now)
    },
    attach() {
      if (client.ended) return handled(Promise.reject(clientClosed()))
      need.hold()
      ask()
      return attachment.whenAttached()
    },
    detach() {
      stopNeed()
      return leave()
    },
    lease(lingers) {
      const release = need.lease(lingers)
      ask()
      return release
    },
    whenAttached() {
      const wanted = attachment.isActive
      const attached = until<ChannelState, undefined>(state, () => {
        if (now.status === 'failed') return now.reason
        if (now.status === 'attached') return undefined
        if (isActive(now)) return null
        return wanted
          ? failure('connection_closed', 'The channel was detached meanwhile.', { channel: name })
          : undefined
      })
      return handled(attached)
    },
    sessionOpened() {
      asked = null
      if (need.wanted && !stopped) ask()
    },
    sessionSays(told) {
      if (told.status === 'detached' && attachment.isActive) {
        stopNeed()
        asked = null
        channel.stop('asked')
      }
      apply(afterSession(now, told))
    },
    connectionChanged(connection) {
      if (connection.status === 'closed' || connection.status === 'failed') {
        asked = null
        if (attachment.isActive) channel.stop('connection')
      }
      apply(afterConnection(now, connection))
    },
  }
  return attachment
}
