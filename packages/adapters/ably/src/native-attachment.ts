import type { Env } from '@herenow/adapter'
import { after, retryPause, retryStep } from '@herenow/adapter'
import type { ChannelStateChange, InboundMessage, RealtimeChannel } from 'ably'
import type { ServiceProblem } from './service-error.ts'

interface AttachmentListener {
  /** `resumed`: nothing is missing since the attach before. Comes again where Ably lost continuity meanwhile. */
  attached(resumed: boolean): void
  /** It is asked for, the first time or again. */
  attaching(): void
  /** An attempt failed, and another follows. */
  suspended(problem: ServiceProblem): void
  /** Refused for good. */
  failed(problem: ServiceProblem): void
  /** The SDK could not enter again by itself. */
  reentryFailed(problem: ServiceProblem): void
  message(message: InboundMessage): void
}

export interface AttachmentNeeds {
  readonly native: RealtimeChannel
  readonly env: Pick<Env, 'clock' | 'random'>
  /** Tells what one event of the SDK causes at once. */
  readonly during: (work: () => void) => void
  readonly listener: AttachmentListener
}

/**
 * The SDK's attachment of one channel, which waits for connections and attaches again by itself. What failed on a living
 * connection is tried again sooner here than after the SDK's quarter of a minute.
 */
export interface NativeAttachment {
  /** Asks for it, unless that is under way. What comes of it is told. */
  readonly attach: () => void
  /** Nothing more is told. */
  ignore(): void
  /** Resolves when Ably has let it go. */
  detach(): Promise<void>
}

/** What the SDK says when it could not enter again by itself. */
const autoReentryFailed = 91004

const unexplained: ServiceProblem = { code: 90000, message: 'The channel has ended without a reason' }

export function createNativeAttachment({ native, env, during, listener }: AttachmentNeeds): NativeAttachment {
  let failures = 0
  let cancelRetry = (): void => {}

  function changed({ current, previous, reason, resumed }: ChannelStateChange): void {
    if (current === previous) {
      if (reason?.code === autoReentryFailed) listener.reentryFailed(reason)
      else if (!resumed) listener.attached(false)
      return
    }
    switch (current) {
      case 'attached':
        failures = 0
        return listener.attached(resumed)
      case 'attaching':
        return listener.attaching()
      case 'suspended':
        retryLater()
        return listener.suspended(reason ?? unexplained)
      case 'failed':
        return listener.failed(reason ?? unexplained)
      case 'initialized':
      case 'detaching':
      case 'detached':
        // Only when it is told to, or with the connection.
        return
    }
  }

  function retryLater(): void {
    cancelRetry()
    cancelRetry = after(env.clock, retryPause(retryStep(failures), env.random), attach)
    failures += 1
  }

  function attach(): void {
    cancelRetry()
    if (native.state === 'attached' || native.state === 'attaching') return
    // The states tell what comes of it.
    native.attach().catch(() => {})
  }

  const hear = (change: ChannelStateChange): void => during(() => changed(change))
  native.on(hear)
  void native.subscribe((message) => during(() => listener.message(message)))

  return {
    attach,
    ignore() {
      cancelRetry()
      native.off(hear)
      native.unsubscribe()
      native.presence.unsubscribe()
    },
    detach: () => native.detach(),
  }
}
