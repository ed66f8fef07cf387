import type { Capabilities, RealtimeError } from '@herenow/adapter'

const withoutHistory: Partial<Capabilities> = { recovery: 'none', history: 'none' }
const withoutPresence: Partial<Capabilities> = { presence: 'none', hereNow: 'none', occupancy: 'none' }

/**
 * What a channel lacks, as far as its subscription has told. Centrifugo lets whoever may read the history recover, so a
 * channel that isn't recoverable has none to read. `presenceError`: why it can't be asked who is there.
 */
export function lackingIn(recoverable: boolean, presenceError: RealtimeError | null): Partial<Capabilities> {
  return {
    ...(!recoverable && withoutHistory),
    ...(presenceError?.code === 'unsupported' && withoutPresence),
  }
}
