/**
 * How loading older messages stands.
 *
 * `grown`: still loading, but its messages are here. `spent`: the last load brought nothing; then, as after `failed`,
 * only leaving the start or asking arms it again.
 */
export type OlderPhase = 'ready' | 'loading' | 'grown' | 'spent' | 'failed'

/** What can happen to it. */
export type OlderEvent = 'near-start' | 'far-from-start' | 'asked' | 'grew' | 'loaded' | 'failed'

/** The next phase, and whether to load now. One load at a time, and none again and again without the reader moving. */
export interface OlderStep {
  readonly phase: OlderPhase
  readonly load: boolean
}

/** The whole policy of loading older messages. */
export function stepOlder(phase: OlderPhase, event: OlderEvent): OlderStep {
  switch (event) {
    case 'near-start':
      return phase === 'ready' ? { phase: 'loading', load: true } : stay(phase)
    case 'asked':
      return isLoading(phase) ? stay(phase) : { phase: 'loading', load: true }
    case 'far-from-start':
      return stay(isLoading(phase) ? phase : 'ready')
    case 'grew':
      return stay(phase === 'loading' ? 'grown' : phase === 'spent' ? 'ready' : phase)
    case 'loaded':
      return stay(phase === 'grown' ? 'ready' : 'spent')
    case 'failed':
      return stay('failed')
  }
}

/** Whether a load is under way. */
export function isLoading(phase: OlderPhase): boolean {
  return phase === 'loading' || phase === 'grown'
}

function stay(phase: OlderPhase): OlderStep {
  return { phase, load: false }
}
