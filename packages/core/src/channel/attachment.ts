import type { AttachOptions, RealtimeError, SessionChannelState } from '@herenow/adapter'
import type { ClientServices } from '../client/client-services.ts'
import { isLasting } from '../client/lasting-refusal.ts'
import { handled } from '../client/errors.ts'
import type { ConnectionState } from '../connection/connection-state.ts'
import type { Demand } from '../connection/demand.ts'
import { createDemand } from '../connection/demand.ts'
import type { Listeners } from '../store/listeners.ts'
import type { Release, Store } from '../store/store.ts'
import type { Deadline } from '../store/until.ts'
import type { AttachRequestsNeeds } from './attach-requests.ts'
import { createAttachRequests } from './attach-requests.ts'
import type { ChannelProgress } from './attachment-machine.ts'
import { afterConnection, afterSession, detached } from './attachment-machine.ts'
import type { AttachmentStateNeeds } from './attachment-state.ts'
import { createAttachmentState } from './attachment-state.ts'
import type { ChannelState } from './channel-state.ts'
import { createRefusals } from './refusals.ts'
import type { WhenAttachedNeeds } from './when-attached.ts'
import { createWhenAttached } from './when-attached.ts'

/** Whether a channel is attached, and who wants it to be: by hand, by leases, or lingering after the last of them. */
export interface Attachment {
  readonly demand: Demand
  /** Events of the channel are wanted. */
  readonly isActive: boolean
  /**
   * Whether events of this batch are for the channel as it is wanted now. A listener may leave and come back in the middle of
   * a batch: what is left of it belongs to the attachment before, and comes again by the next or is declared missing there.
   */
  readonly takes: (batch: number) => boolean
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

export interface AttachmentNeeds extends AttachmentStateNeeds {
  readonly name: string
  readonly client: Parameters<typeof createDemand>[0] &
    Parameters<typeof createRefusals>[0] &
    AttachRequestsNeeds['client'] &
    WhenAttachedNeeds['client'] &
    Pick<ClientServices, 'ended' | 'connectionState' | 'needConnection'>
  /** The channel's state as it is shown. */
  readonly shown: Store<ChannelState>
  /** How to attach now: where to resume from, and what the first attach asks for. */
  readonly options: () => AttachOptions
  /** Why the channel can't be had; `null`: that is over. */
  readonly onReason: (reason: RealtimeError | null) => void
  /** Nothing is delivered from here on, until the next attach. */
  readonly stopped: Listeners<[StopCause]>
}

export function createAttachment(needs: AttachmentNeeds): Attachment {
  const { client, name, hold, current } = needs
  const demand = createDemand(client, leave)
  const refusals = createRefusals(client, name, askWhenDue)
  const state = createAttachmentState(needs)
  const whenAttached = createWhenAttached(needs)
  const requests = createAttachRequests({ name, client, options: needs.options, onRefused })
  /** Detached by hand: leases that are out bring nothing back. */
  let isLeftByHand = false
  /** Why the service ended the channel last. */
  let lastEnd: RealtimeError | null = null

  function isWanted(): boolean {
    return demand.wanted && !isLeftByHand
  }

  /** Somebody wants the channel now: what was refused before is forgotten. */
  function askAnew(): void {
    if (client.ended) return
    isLeftByHand = false
    refusals.clear()
    hold.keep()
    client.needConnection()
    ask()
  }

  function ask(): void {
    const unavailable = client.unavailable()
    if (!current.isActive) {
      // Where the connection won't come back by itself, the channel shows why.
      const connection = client.connectionState()
      if (connection.status === 'failed') state.enter(connection)
      if (unavailable) return
      hold.revive()
      if ('reason' in current.state && current.state.reason) needs.onReason(null)
      state.enter({ status: 'attaching' })
    }
    const { session } = client
    // A listener may have left the channel again, or asked in our place.
    if (session && current.isActive) requests.attach(session)
  }

  function askAgain(): void {
    if (refusals.reason && !isLasting(refusals.reason)) askWhenDue()
  }

  function askWhenDue(): void {
    if (client.session && refusals.reason && isWanted() && !current.isActive) ask()
  }

  function onRefused(reason: RealtimeError): void {
    if (current.isActive) end({ status: 'failed', reason }, reason)
  }

  /** The service refused the channel, or ended it. Who attached it by hand must do so again; leases are still out. */
  function end(next: ChannelState, reason: RealtimeError): void {
    const hadRoom = current.state.status === 'attached'
    requests.forget()
    lastEnd = reason
    demand.clear()
    needs.stopped.emit('ended')
    state.enter(next)
    // A listener may have asked anew.
    if (current.state === next) refusals.add(reason, demand.wanted)
    else client.report(reason)
    if (hadRoom) hold.roomFreed()
  }

  function leave(): void {
    refusals.clear()
    if (!current.isActive) return hold.review()
    const session = requests.forget()
    const isLeft = state.enterAfter({ status: 'detaching' }, () => {
      needs.stopped.emit('asked')
      // Before listeners run: one of them may attach again, and that must come behind.
      if (session) void requests.detach(session)
    })
    // Here it is over at once, whatever becomes of the request: the service's answer changes nothing any more.
    if (isLeft) state.enter(detached)
    if (session) hold.roomFreed()
  }

  return {
    demand,
    get isActive() {
      return current.isActive
    },
    takes: (batch) => current.isActive && requests.precede(batch),
    get waitsForRoom() {
      return refusals.reason?.code === 'rate_limited' && isWanted() && !current.isActive
    },
    attach() {
      const unavailable = client.unavailable()
      if (unavailable) return handled(Promise.reject(unavailable))
      demand.hold()
      askAnew()
      return whenAttached(undefined, true)
    },
    async detach() {
      demand.clear()
      isLeftByHand = true
      leave()
    },
    lease(lingers) {
      const release = demand.lease(lingers)
      askAnew()
      return release
    },
    whenAttached,
    sessionOpened() {
      requests.forget()
      if (isWanted()) ask()
    },
    sessionSays(told) {
      const next = afterSession(current.state, told, lastEnd)
      if (next.ended) return end(next.state, next.ended)
      if (told.status === 'attached') refusals.clear()
      state.enter(next.state)
    },
    connectionChanged(connection) {
      if (connection.status === 'closed' || connection.status === 'failed') {
        requests.forget()
        refusals.cancel()
        if (current.isActive) needs.stopped.emit('connection')
      }
      state.enter(afterConnection(current.state, connection))
    },
    askAgain,
    end: () => refusals.cancel(),
  }
}
