import type { AskSdk, Capabilities, RealtimeError } from '@herenow/adapter'
import { nativeName } from './channel-names.ts'
import type { SdkClient } from './sdk.ts'

type Feature = 'history' | 'presence'

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
  const has: Partial<Record<Feature, boolean>> = {}

  /** Whoever attaches meanwhile waits for the same answer. */
  const underWay = new Map<Feature, Promise<void>>()

  function find(feature: Feature, call: () => Promise<unknown>): Promise<void> {
    const found =
      underWay.get(feature) ??
      ask(call).then(
        () => void (has[feature] = true),
        (error: RealtimeError) => {
          if (error.code === 'unsupported') has[feature] = false
          // Anything else says nothing: the next attach asks again.
          else underWay.delete(feature)
        },
      )
    underWay.set(feature, found)
    return found
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
