import type { Clock } from '@herenow/adapter'
import { assertNever, boundedDuration, deadline } from '@herenow/adapter'

/** Milliseconds for the answer to a probe. */
export const answerTime = 5_000

/** Milliseconds of silence beyond the server's ping interval. */
const patience = 10_000

/** Milliseconds. A server that promises less is asked all the same. */
const longestPingInterval = 300_000

/** How long a server that pings at this interval may be silent, in milliseconds. */
export function silenceAllowed(pingInterval: number): number {
  return (boundedDuration(pingInterval, longestPingInterval) ?? 0) + patience
}

/** What is known of the other side's life. Times are `Clock.now` milliseconds. */
export interface Pulse {
  readonly heardAt: number
  /** `null`: nothing is asked. */
  readonly probedAt: number | null
}

export type Verdict =
  | { readonly type: 'alive'; readonly lookAgainIn: number }
  | { readonly type: 'ask' }
  | { readonly type: 'dead' }

/** Judges a pulse after `silence` milliseconds without a frame. Never dead without having been asked. */
export function judge(pulse: Pulse, now: number, silence: number): Verdict {
  const asked = pulse.probedAt !== null
  const left = asked ? pulse.probedAt + answerTime - now : pulse.heardAt + silence - now
  if (left > 0) return { type: 'alive', lookAgainIn: left }
  return { type: asked ? 'dead' : 'ask' }
}

/** Watches one connection after another. */
export interface Heartbeat {
  /** A connection is there; ask after `silence` milliseconds. */
  start(silence: number): void
  /** A frame came, whatever it says. */
  heard(): void
  /** Asks now. */
  readonly probe: () => void
  stop(): void
}

export function createHeartbeat(clock: Clock, ask: () => void, dead: () => void): Heartbeat {
  let pulse: Pulse | null = null
  let silenceAllowed = 0
  let cancel = (): void => {}

  function look(): void {
    if (!pulse) return
    cancel()
    const verdict = judge(pulse, clock.now(), silenceAllowed)
    switch (verdict.type) {
      case 'alive':
        // Frames only note the time: the timer looks at it when it is due, so that a busy socket sets no timers.
        cancel = deadline(clock, verdict.lookAgainIn, look)
        return
      case 'ask':
        return probe()
      case 'dead':
        return dead()
      default:
        return assertNever(verdict)
    }
  }

  function probe(): void {
    if (!pulse || pulse.probedAt !== null) return
    pulse = { ...pulse, probedAt: clock.now() }
    ask()
    look()
  }

  return {
    start(silence) {
      silenceAllowed = silence
      pulse = { heardAt: clock.now(), probedAt: null }
      look()
    },
    heard() {
      if (pulse) pulse = { heardAt: clock.now(), probedAt: null }
    },
    probe,
    stop() {
      pulse = null
      cancel()
    },
  }
}
