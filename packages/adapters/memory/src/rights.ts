import type { RealtimeError } from '@herenow/adapter'
import { serviceError } from './memory-error.ts'

/** All that a channel has, or only who is there. */
export type Right = 'channel' | 'presence'

/** What the hub was told to deny, to everybody (`null`) or to one client. */
export class Rights {
  readonly #denied = new Set<string>()

  deny(right: Right, channel: string, clientId: string | null): void {
    this.#denied.add(keyOf(right, channel, clientId))
  }

  allow(right: Right, channel: string, clientId: string | null): void {
    this.#denied.delete(keyOf(right, channel, clientId))
  }

  /** Why a client may not have it. Whoever may not have a channel may not have its presence either. */
  refusal(right: Right, channel: string, clientId: string): RealtimeError | null {
    // Asked for each receiver of each change; most hubs deny nothing.
    if (this.#denied.size === 0) return null
    if (this.#isDenied('channel', channel, clientId)) {
      return serviceError('forbidden', 'The hub was told to deny this channel.', channel)
    }
    if (right === 'presence' && this.#isDenied('presence', channel, clientId)) {
      return serviceError('forbidden', 'The hub was told to deny the presence of this channel.', channel)
    }
    return null
  }

  /** Throws `forbidden`. */
  check(right: Right, channel: string, clientId: string): void {
    const error = this.refusal(right, channel, clientId)
    if (error) throw error
  }

  #isDenied(right: Right, channel: string, clientId: string): boolean {
    return [null, clientId].some((id) => this.#denied.has(keyOf(right, channel, id)))
  }
}

function keyOf(right: Right, channel: string, clientId: string | null): string {
  return JSON.stringify([right, channel, clientId])
}
