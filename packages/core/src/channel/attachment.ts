import type { AdapterSession, AttachOptions, RealtimeError, SessionChannelState } from '@herenow/adapter'
import { assertNever } from '@herenow/adapter'
import type { ClientServices } from '../client/client-services.ts'
import { isLasting } from '../client/lasting-refusal.ts'
import { failure, handled, toRealtimeError } from '../client/problems.ts'
import type { ConnectionState } from '../connection/connection-state.ts'
import type { Need } from '../connection/need.ts'
import { createNeed } from '../connection/need.ts'
import type { Listeners } from '../store/listeners.ts'
import type { Release, Store } from '../store/store.ts'
import type { Deadline } from '../store/until.ts'
import { until } from '../store/until.ts'
import type { ChannelProgress } from './attachment-machine.ts'
import { afterConnection, afterSession, detached, isActive } from './attachment-machine.ts'
import type { ChannelHold } from './channel-registry.ts'
import type { ChannelState } from './channel-state.ts'
import type { ChannelStatus } from './channel-status.ts'
import { createRefusals } from './refusals.ts'

/** Whether a channel is attached, and who wants it to be: by hand, by leases, or lingering after the last of them. */
export interface Attachment {
  readonly need: Need
  /** Events of the channel are wanted. */
  readonly isActive: boolean
  /** The service has no room for the channel, and somebody still leases it. */
  readonly waitsForRoom: boolean
  readonly attach: () => Promise<void>
  readonly detach: () => Promise<void>
  /** `lingers: false`: for a part of the channel that has its own linger. */
  readonly lease: (lingers?: boolean) => Release
  /** Resolves once attached; at once when nobody wants it to be. Waits over drops, up to the deadline if there is one. */
  readonly whenAttached: (deadline?: Deadline) => Promise<void>
  /** A new session is open: whoever still wants the channel gets it again. */
  readonly sessionOpened: () => void
  readonly sessionSays: (told: SessionChannelState | ChannelProgress) => void
  readonly connectionChanged: (connection: ConnectionState) => void
  /** The cause of a refusal may be gone: asks again where somebody leases the channel. */
  readonly askAgain: () => void
  /** The client was closed for good. */
  readonly end: () => void
}

/** Why nothing is delivered any more: somebody asked for it, the connection was closed, or the service ended it. */
export type StopCause = 'asked' | 'connection' | 'ended'

export interface AttachmentNeeds {
  readonly name: string
  readonly client: Pick<
    ClientServices,
    | 'clock'
    | 'random'
    | 'settings'
    | 'report'
    | 'session'
    | 'ended'
    | 'connectionState'
    | 'unavailable'
    | 'need'
    | 'lacksRight'
  >
  readonly hold: ChannelHold
  readonly status: ChannelStatus
  /** The channel's state as it is shown. */
  readonly shown: Store<ChannelState>
  readonly commit: (state: ChannelState) => void
  /** How to attach now: where to resume from, and what the first attach asks for. */
  readonly options: () => AttachOptions
  /** Why the channel can't be had; `null`: that is over. */
  readonly onReason: (reason: RealtimeError | null) => void
  /** Nothing is delivered from here on, until the next attach. */
  readonly stopped: Listeners<[StopCause]>
}

export function createAttachment(needs: AttachmentNeeds): Attachment {
  const { client, name, hold, shown, status } = needs
  const need = createNeed(client, leave)
  const refusals = createRefusals(client, name, askWhenDue)
  /** The newest request. Answers to older ones are nobody's: the same session may have been asked again meanwhile. */
  let current: { readonly session: AdapterSession } | null = null
  /** Detached by hand: leases that are out bring nothing back. */
  let stopped = false
  /** Why the service ended the channel last. */
  let lastEnd: RealtimeError | null = null

  function apply(next: ChannelState): void {
    if (next === status.now) return
    status.now = next
    commit(next)
  }

  function commit(next: ChannelState): void {
    if ('reason' in next && next.reason && !isActive(next)) needs.onReason(next.reason)
    needs.commit(next)
    // A listener may have gone on to something else.
    if (status.now === next && next.status === 'detached') hold.retire()
    hold.review()
  }

  /** Somebody wants the channel now: what was refused before is forgotten. */
  function askAnew(): void {
    if (client.ended) return
    stopped = false
    refusals.clear()
    hold.keep()
    client.need()
    ask()
  }

  /** Asks, unless the newest request is under way or granted. */
  function ask(): void {
    const unavailable = client.unavailable()
    if (!status.isActive) {
      // Where the connection won't come back by itself, the channel shows why.
      const connection = client.connectionState()
      if (connection.status === 'failed') apply(connection)
      if (unavailable) return
      hold.revive()
      if ('reason' in status.now && status.now.reason) needs.onReason(null)
      apply({ status: 'attaching' })
    }
    const { session } = client
    // A listener may have left the channel again, or asked in our place.
    if (session && status.isActive && current?.session !== session) void request(session)
  }

  async function request(session: AdapterSession): Promise<void> {
    const mine = { session }
    current = mine
    try {
      await session.attach(name, needs.options())
    } catch (thrown) {
      // A session that is being closed refuses everything: what becomes of the channel is the connection's to say.
      if (current !== mine || session !== client.session || !status.isActive) return
      const reason = toRealtimeError(thrown, 'Attaching')
      end({ status: 'failed', reason }, reason)
    }
  }

  /** The service refused the channel, or ended it. Who attached it by hand must do so again; leases are still out. */
  function end(next: ChannelState, reason: RealtimeError): void {
    const hadRoom = status.now.status === 'attached'
    current = null
    lastEnd = reason
    need.clear()
    needs.stopped.emit('ended')
    apply(next)
    // A listener may have asked anew.
    if (status.now === next) refusals.add(reason, need.wanted)
    else client.report(reason)
    if (hadRoom) hold.roomFreed()
  }

  function askAgain(): void {
    if (refusals.reason && !isLasting(refusals.reason)) askWhenDue()
  }

  function askWhenDue(): void {
    if (client.session && refusals.reason && need.wanted && !stopped && !status.isActive) ask()
  }

  function leave(): void {
    refusals.clear()
    if (!status.isActive) return hold.review()
    const left = current
    const leaving: ChannelState = { status: 'detaching' }
    current = null
    status.now = leaving
    needs.stopped.emit('asked')
    // Before listeners run: one of them may attach again, and that must come behind.
    if (left) void release(left.session)
    if (status.now === leaving) commit(leaving)
    // Here it is over at once, whatever becomes of the request: the service's answer changes nothing any more.
    if (status.now === leaving) apply(detached)
    if (left) hold.roomFreed()
  }

  async function release(session: AdapterSession): Promise<void> {
    try {
      await session.detach(name)
    } catch (thrown) {
      const error = toRealtimeError(thrown, 'Detaching')
      // Lost with the connection, or repeated by the session.
      if (!error.retryable && session === client.session) client.report(error)
    }
  }

  const attachment: Attachment = {
    need,
    get isActive() {
      return status.isActive
    },
    get waitsForRoom() {
      return refusals.reason?.code === 'rate_limited' && need.wanted && !stopped && !status.isActive
    },
    attach() {
      const unavailable = client.unavailable()
      if (unavailable) return handled(Promise.reject(unavailable))
      need.hold()
      askAnew()
      return attachment.whenAttached()
    },
    async detach() {
      need.clear()
      stopped = true
      leave()
    },
    lease(lingers) {
      const release = need.lease(lingers)
      askAnew()
      return release
    },
    whenAttached(deadline) {
      const wanted = status.isActive
      const find = (): RealtimeError | undefined | null => {
        if (status.now.status === 'failed') return status.now.reason
        if (status.isActive) return status.now.status === 'attached' ? undefined : null
        if (!wanted) return undefined
        const ended = status.now.status === 'detached' ? status.now.reason : null
        const meanwhile = 'The channel was detached meanwhile.'
        return ended ?? client.unavailable() ?? failure('connection_closed', meanwhile, { channel: name })
      }
      return handled(until<ChannelState, undefined>(shown, find, deadline))
    },
    sessionOpened() {
      current = null
      if (need.wanted && !stopped) ask()
    },
    sessionSays(told) {
      switch (told.status) {
        case 'attached':
          refusals.clear()
          return apply(afterSession(status.now, told))
        case 'attaching':
        case 'suspended':
          return apply(afterSession(status.now, told))
        case 'detached':
          // The answer to a detach of ours, which was over at once. Meanwhile we may have asked anew.
          if (told.reason && status.isActive) end({ status: 'detached', reason: told.reason }, told.reason)
          return
        case 'failed':
          // Adapters may tell it after the rejection too, when somebody has asked anew.
          if (status.isActive && told.reason !== lastEnd) end(told, told.reason)
          return
        default:
          return assertNever(told)
      }
    },
    connectionChanged(connection) {
      if (connection.status === 'closed' || connection.status === 'failed') {
        current = null
        refusals.cancel()
        if (status.isActive) needs.stopped.emit('connection')
      }
      apply(afterConnection(status.now, connection))
    },
    askAgain,
    end() {
      refusals.cancel()
    },
  }
  return attachment
}
