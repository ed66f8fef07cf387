import type { AskSdk, Capabilities, RealtimeError } from '@herenow/adapter'
import { nativeName } from './channel-names.ts'
import type { SdkClient } from './sdk.ts'

export interface KeysetNeeds {
  readonly client: Pick<SdkClient, 'fetchMessages' | 'hereNow'>
  readonly ask: AskSdk
}

/** What the keyset of PubNub's Admin Portal has, which is learned at the first attach. */
export interface Keyset {
  /** Asks, unless it is known. Never rejects. */
  learn(channel: string): Promise<void>
  /** What it doesn't have. */
  readonly lacking: () => Partial<Capabilities>
}

const withoutHistory: Partial<Capabilities> = { history: 'none', recovery: 'session' }

export function createKeyset({ client, ask }: KeysetNeeds): Keyset {
  /** `undefined`: that isn't known. */
  const has: { history?: boolean; presence?: boolean } = {}

  async function find(feature: 'history' | 'presence', call: () => Promise<unknown>): Promise<void> {
    if (has[feature] !== undefined) return
    try {
      await ask(call)
      has[feature] = true
    } catch (thrown) {
      const { code } = thrown as RealtimeError
      if (code === 'unsupported') has[feature] = false
    }
  }

  return {
    async learn(channel) {
      const channels = [nativeName(channel)]
      await Promise.all([
        find('history', async () => client.fetchMessages({ channels, count: 1 })),
        find('presence', async () => client.hereNow({ channels, includeUUIDs: false })),
      ])
    },
    lacking: () => ({
      ...(has.history === false && withoutHistory),
      ...(has.presence === false && { presence: 'none', hereNow: 'none', whereNow: false, occupancy: 'none' }),
    }),
  }
}
