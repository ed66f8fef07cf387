import type { AdapterSession, RealtimeError, SessionChannelState } from '@herenow/adapter'
import { assertNever } from '@herenow/adapter'
import { isLasting } from '../client/lasting-refusal.ts'
import { failure, handled, toRealtimeError } from '../client/problems.ts'
import type { ConnectionState } from '../connection/connection-state.ts'
import type { Need } from '../connection/need.ts'
import { createNeed } from '../connection/need.ts'
import type { Release } from '../store/store.ts'
import type { Deadline } from '../store/until.ts'
import { until } from '../store/until.ts'
import type { ChannelProgress } from './attachment-machine.ts'
import { afterConnection, afterSession, detached, isActive } from './attachment-machine.ts'
import type { ChannelCore } from './channel-core.ts'
import type { ChannelState } from './channel-state.ts'
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
  lease(lingers?: boolean): Release
  /** Resolves once attached; at once when nobody wants it to be. Waits over drops, up to the deadline if there is one. */
  whenAttached(deadline?: Deadline): Promise<void>
  /** A new session is open: whoever still wants the channel gets it again. */
  sessionOpened(): void
  sessionSays(told: SessionChannelState | ChannelProgress): void
  connectionChanged(connection: ConnectionState): void
  /** The cause of a refusal may be gone: asks again where somebody leases the channel. */
  readonly askAgain: () => void
  /** The client was closed for good. */
  end(): void
}

export function createAttachment(channel: ChannelCore): Attachment {
  const { client, name, slices, state } = channel
  const need = createNeed(client, leave)
  const refusals = createRefusals(client, name, askWhenDue)
  /** Ahead of the store while its listeners run: one of them may ask for more. */
  let now = state.getState()
  /** The newest request. Answers to older ones are nobody's: the same session may have been asked again meanwhile. */
  let current: { readonly session: AdapterSession } | null = null
  /** Detached by hand: leases that are out bring nothing back. */
  let stopped = false
  /** Why the service ended the channel last. */
  let lastEnd: RealtimeError | null = null

  function apply(next: ChannelState): void {
    if (next === now) return
    now = next
    commit(next)
  }

  function commit(next: ChannelState): void {
    if ('reason' in next && next.reason && !isActive(next)) channel.presence.clear(next.reason)
    slices.commit({ state: next })
    // A listener may have gone on to something else.
    if (now === next && next.status === 'detached') client.channels.retire(channel)
    client.channels.review(channel)
  }

  /** Somebody wants the channel now: what was refused before is forgotten. */
  function askAnew(): void {
    if (client.ended) return
    stopped = false
    refusals.clear()
    channel.need()
    ask()
  }

  /** Asks, unless the newest request is under way or granted. */
  function ask(): void {
    const unavailable = client.unavailable()
    if (!isActive(now)) {
      // Where the connection won't come back by itself, the channel shows why.
      const connection = client.runner.store.getState()
      if (connection.status === 'failed') apply(connection)
      if (unavailable) return
      client.channels.revive(channel)
      if ('reason' in now && now.reason) channel.presence.clear()
      apply({ status: 'attaching' })
    }
    const { session } = client
    // A listener may have left the channel again, or asked in our place.
    if (session && isActive(now) && current?.session !== session) void request(session)
  }

  async function request(session: AdapterSession): Promise<void> {
    const mine = { session }
    current = mine
    try {
      await session.attach(name, channel.attachOptions())
    } catch (thrown) {
      // A session that is being closed refuses everything: what becomes of the channel is the connection's to say.
      if (current !== mine || session !== client.session || !isActive(now)) return
      const reason = toRealtimeError(thrown, 'Attaching')
      end({ status: 'failed', reason }, reason)
    }
  }

  /** The service refused the channel, or ended it. Who attached it by hand must do so again; leases are still out. */
  function end(next: ChannelState, reason: RealtimeError): void {
    const hadRoom = now.status === 'attached'
    current = null
    lastEnd = reason
    need.clear()
    channel.stop('ended')
    apply(next)
    // A listener may have asked anew.
    if (now === next) refusals.add(reason, need.wanted)
    else client.report(reason)
    if (hadRoom) client.channels.roomFreed()
  }

  function askAgain(): void {
    if (refusals.reason && !isLasting(refusals.reason)) askWhenDue()
  }

  function askWhenDue(): void {
    if (client.session && refusals.reason && need.wanted && !stopped && !isActive(now)) ask()
  }

  function leave(): void {
    refusals.clear()
    if (!isActive(now)) return client.channels.review(channel)
    const left = current
    const leaving: ChannelState = { status: 'detaching' }
    current = null
    now = leaving
    channel.stop('asked')
    // Before listeners run: one of them may attach again, and that must come behind.
    if (left) void release(left.session)
    if (now === leaving) commit(leaving)
    // Here it is over at once, whatever becomes of the request: the service's answer changes nothing any more.
    if (now === leaving) apply(detached)
    if (left) client.channels.roomFreed()
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
      return isActive(now)
    },
    get waitsForRoom() {
      return refusals.reason?.code === 'rate_limited' && need.wanted && !stopped && !isActive(now)
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
      if (!isActive(now)) channel.presence.own.channelDetached()
      leave()
    },
    lease(lingers) {
      const release = need.lease(lingers)
      askAnew()
      return release
    },
    whenAttached(deadline) {
      const wanted = isActive(now)
      const find = (): RealtimeError | undefined | null => {
        if (now.status === 'failed') return now.reason
        if (isActive(now)) return now.status === 'attached' ? undefined : null
        if (!wanted) return undefined
        const ended = now.status === 'detached' ? now.reason : null
        const meanwhile = 'The channel was detached meanwhile.'
        return ended ?? client.unavailable() ?? failure('connection_closed', meanwhile, { channel: name })
      }
      return handled(until<ChannelState, undefined>(state, find, deadline))
    },
    sessionOpened() {
      current = null
      if (need.wanted && !stopped) ask()
    },
    sessionSays(told) {
      switch (told.status) {
        case 'attached':
          refusals.clear()
          return apply(afterSession(now, told))
        case 'attaching':
        case 'suspended':
          return apply(afterSession(now, told))
        case 'detached':
          // The answer to a detach of ours, which was over at once. Meanwhile we may have asked anew.
          if (told.reason && isActive(now)) end({ status: 'detached', reason: told.reason }, told.reason)
          return
        case 'failed':
          // Adapters may tell it after the rejection too, when somebody has asked anew.
          if (isActive(now) && told.reason !== lastEnd) end(told, told.reason)
          return
        default:
          return assertNever(told)
      }
    },
    connectionChanged(connection) {
      if (connection.status === 'closed' || connection.status === 'failed') {
        current = null
        refusals.cancel()
        if (isActive(now)) channel.stop('connection')
      }
      apply(afterConnection(now, connection))
    },
    askAgain,
    end() {
      refusals.cancel()
    },
  }
  return attachment
}
