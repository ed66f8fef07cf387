import type { AdapterSession, SessionChannelState } from '@herenow/adapter'
import { clientClosed, failure, handled, toRealtimeError } from '../client/problems.ts'
import type { ConnectionState } from '../connection/connection-state.ts'
import { Need } from '../connection/need.ts'
import type { Release } from '../store/store.ts'
import { until } from '../store/until.ts'
import type { AttachmentEvent } from './attachment-machine.ts'
import { isActive, step } from './attachment-machine.ts'
import type { ChannelCore } from './channel-core.ts'
import type { ChannelState } from './channel-state.ts'

/** Whether a channel is attached, and who wants it to be: by hand, by leases, or lingering after the last of them. */
export class Attachment {
  readonly need: Need
  readonly #channel: ChannelCore
  #asked: AdapterSession | null = null
  /** Detached by hand or by the service: leases that are out bring nothing back. */
  #stopped = false

  constructor(channel: ChannelCore) {
    this.#channel = channel
    const { clock, settings } = channel.client
    this.need = new Need(clock, settings.lingerMs, () => void this.#leave())
  }

  /** Events of the channel are wanted. */
  get isActive(): boolean {
    return isActive(this.#state)
  }

  attach(): Promise<void> {
    if (this.#channel.client.runner.ended) return handled(Promise.reject(clientClosed()))
    this.need.hold()
    this.#ask()
    return this.whenAttached()
  }

  async detach(): Promise<void> {
    this.need.clear()
    this.#stopped = true
    await this.#leave()
  }

  /** `lingers: false`: for a part of the channel that has its own linger. */
  lease(lingers?: boolean): Release {
    const release = this.need.lease(lingers)
    this.#ask()
    return release
  }

  /** Resolves once attached; at once when nobody wants it to be. Waits over drops. */
  whenAttached(): Promise<void> {
    const { name, state: store } = this.#channel
    const wanted = this.isActive
    const attached = until<ChannelState, undefined>(store, (state) => {
      if (state.status === 'failed') return state.reason
      if (state.status === 'attached') return undefined
      if (isActive(state)) return null
      return wanted ? failure('connection_closed', 'The channel was detached meanwhile.', { channel: name }) : undefined
    })
    return handled(attached)
  }

  /** A new session is open: whoever still wants the channel gets it again. */
  sessionOpened(): void {
    this.#asked = null
    if (this.need.wanted && !this.#stopped) this.#ask()
  }

  sessionSays(state: SessionChannelState): void {
    if (state.status === 'detached' && this.isActive) {
      this.need.clear()
      this.#stopped = true
      this.#asked = null
      this.#channel.stop('asked')
    }
    this.apply({ type: 'session', state })
  }

  connectionChanged(state: ConnectionState): void {
    if (state.status === 'closed' || state.status === 'failed') {
      this.#asked = null
      if (this.isActive) this.#channel.stop('connection')
    }
    this.apply({ type: 'connection', state })
  }

  apply(event: AttachmentEvent): void {
    const state = step(this.#state, event)
    if (state === this.#state) return
    const { client, presence, slices } = this.#channel
    if (state.status === 'failed') presence.clear(state.reason)
    slices.commit({ state })
    if (state.status === 'detached') client.channels.retire(this.#channel)
  }

  get #state(): ChannelState {
    return this.#channel.slices.get('state')
  }

  #ask(): void {
    const { client, name } = this.#channel
    if (client.runner.ended) return
    this.#channel.need()
    this.#stopped = false
    if (!this.isActive) {
      if (this.#state.status === 'failed') this.#channel.presence.clear()
      client.channels.revive(this.#channel)
      this.apply({ type: 'attach-asked' })
    }
    const { session } = client
    if (session === null || this.#asked === session) return
    this.#asked = session
    session.attach(name, this.#channel.attachOptions()).catch((error: unknown) => this.#refused(session, error))
  }

  #refused(session: AdapterSession, error: unknown): void {
    const { client } = this.#channel
    // A session that is being closed refuses everything: what becomes of the channel is the connection's to say.
    if (this.#asked !== session || session !== client.session || !this.isActive) return
    const reason = toRealtimeError(error, 'Attaching')
    this.#asked = null
    this.apply({ type: 'session', state: { status: 'failed', reason } })
    client.report(reason)
  }

  async #leave(): Promise<void> {
    if (!this.isActive) return
    this.#channel.stop('asked')
    const session = this.#asked
    this.#asked = null
    this.apply({ type: 'detach-asked' })
    try {
      await session?.detach(this.#channel.name)
    } catch (error) {
      this.#channel.client.report(toRealtimeError(error, 'Detaching'))
    }
    this.apply({ type: 'detach-done' })
  }
}
