import type { AdapterSession, AttachOptions, SessionChannelState } from '@herenow/adapter'
import { RealtimeError } from '@herenow/adapter'
import { toRealtimeError } from '../client/problems.ts'
import { Need } from '../connection/need.ts'
import type { Release } from '../store/store.ts'
import type { AttachmentEvent } from './attachment-machine.ts'
import { step } from './attachment-machine.ts'
import type { ChannelContext } from './channel-context.ts'
import type { ChannelState } from './channel-state.ts'

interface Waiter {
  resolve(): void
  reject(reason: RealtimeError): void
}

export interface AttachmentOptions {
  readonly context: ChannelContext
  readonly getState: () => ChannelState
  readonly setState: (state: ChannelState) => void
  /** How to attach now: where to resume from, and what the first attach asks for. */
  readonly attachOptions: () => AttachOptions
  /** About to be asked for, after nobody wanted it. */
  readonly onAttach: () => void
  /** Nothing is delivered from here on: because somebody asked for it, or because the connection was closed. */
  readonly onDetach: (cause: 'asked' | 'connection') => void
}

/** Whether a channel is attached, and who wants it to be: by hand, by leases, or lingering after the last of them. */
export class Attachment {
  readonly #options: AttachmentOptions
  readonly #need: Need
  readonly #waiters = new Set<Waiter>()
  #asked: AdapterSession | null = null
  /** Detached by hand or by the service: leases that are out bring nothing back. */
  #stopped = false

  constructor(options: AttachmentOptions) {
    this.#options = options
    const { clock, settings } = options.context
    this.#need = new Need(clock, settings.lingerMs, () => void this.#leave())
  }

  /** Nobody wants the channel. */
  get isIdle(): boolean {
    return this.#need.idle
  }

  /** Attached by hand. */
  get isHeld(): boolean {
    return this.#need.held
  }

  /** Events of the channel are wanted. */
  get isActive(): boolean {
    const { status } = this.#options.getState()
    return status === 'attaching' || status === 'attached' || status === 'suspended'
  }

  attach(): Promise<void> {
    this.#need.hold()
    this.#ask()
    return this.whenAttached()
  }

  async detach(): Promise<void> {
    this.#need.clear()
    this.#stopped = true
    await this.#leave()
  }

  lease(): Release {
    const release = this.#need.lease()
    this.#ask()
    return release
  }

  /** For a part of the channel that has its own linger. */
  leaseWithoutLinger(): Release {
    const release = this.#need.leaseWithoutLinger()
    this.#ask()
    return release
  }

  /** Resolves once attached; at once when nobody wants it to be. Waits over drops. */
  whenAttached(): Promise<void> {
    const state = this.#options.getState()
    if (state.status === 'failed') return Promise.reject(state.reason)
    if (state.status === 'attached' || !this.isActive) return Promise.resolve()
    const promise = new Promise<void>((resolve, reject) => this.#waiters.add({ resolve, reject }))
    promise.catch(() => {})
    return promise
  }

  /** A new session is open: whoever still wants the channel gets it again. */
  sessionOpened(): void {
    this.#asked = null
    if (this.#need.wanted && !this.#stopped) this.#ask()
  }

  attached(recovered: boolean): void {
    this.#apply({ type: 'attached', recovered })
  }

  sessionSays(state: SessionChannelState): void {
    if (state.status === 'detached' && this.isActive) {
      this.#need.clear()
      this.#stopped = true
      this.#asked = null
      this.#options.onDetach('asked')
    }
    this.#apply({ type: 'session', state })
  }

  apply(event: Extract<AttachmentEvent, { readonly type: `connection-${string}` }>): void {
    if (event.type !== 'connection-lost') {
      this.#asked = null
      if (this.isActive) this.#options.onDetach('connection')
    }
    this.#apply(event)
  }

  #ask(): void {
    const { context, onAttach, attachOptions } = this.#options
    context.need()
    this.#stopped = false
    if (!this.isActive) {
      onAttach()
      this.#apply({ type: 'attach-asked' })
    }
    const session = context.session()
    if (session === null || this.#asked === session) return
    this.#asked = session
    session.attach(context.name, attachOptions()).catch((error: unknown) => this.#refused(session, error))
  }

  #refused(session: AdapterSession, error: unknown): void {
    if (this.#asked !== session || !this.isActive) return
    const reason = toRealtimeError(error, 'Attaching')
    this.#asked = null
    this.#apply({ type: 'session', state: { status: 'failed', reason } })
    this.#options.context.report(reason)
  }

  async #leave(): Promise<void> {
    if (!this.isActive) return
    const { context, onDetach } = this.#options
    onDetach('asked')
    const session = this.#asked
    this.#asked = null
    this.#apply({ type: 'detach-asked' })
    try {
      await session?.detach(context.name)
    } catch (error) {
      context.report(toRealtimeError(error, 'Detaching'))
    }
    this.#apply({ type: 'detach-done' })
  }

  #apply(event: AttachmentEvent): void {
    const { getState, setState } = this.#options
    const next = step(getState(), event)
    if (next === getState()) return
    setState(next)
    this.#settleWaiters(next)
  }

  #settleWaiters(state: ChannelState): void {
    if (state.status === 'attaching' || state.status === 'suspended') return
    const waiters = [...this.#waiters]
    this.#waiters.clear()
    for (const waiter of waiters) {
      if (state.status === 'attached') waiter.resolve()
      else waiter.reject(state.status === 'failed' ? state.reason : detachedMeanwhile(this.#options.context.name))
    }
  }
}

function detachedMeanwhile(channel: string): RealtimeError {
  return new RealtimeError({ code: 'connection_closed', message: 'The channel was detached meanwhile.', channel })
}
