import type { RealtimeError } from '@herenow/adapter'
import { serviceError } from './memory-error.ts'

/** Decides who may use which channel: everybody every one, but for what the hub's owner has taken away. */
export class Rights {
  readonly #denied = new Set<string>()

  /** Takes the right to a channel from a client; `null`: from everybody. */
  deny(channel: string, clientId: string | null): void {
    this.#denied.add(key(channel, clientId))
  }

  /** Gives back what was taken with the same words. */
  allow(channel: string, clientId: string | null): void {
    this.#denied.delete(key(channel, clientId))
  }

  /** Why a client may not use a channel; `null`: it may. */
  refusal(clientId: string, channel: string): RealtimeError | null {
    const isDenied = [null, clientId].some((id) => this.#denied.has(key(channel, id)))
    return isDenied ? serviceError('forbidden', 'The hub was told to deny this channel.', channel) : null
  }

  /** Throws the refusal. */
  check(clientId: string, channel: string): void {
    const error = this.refusal(clientId, channel)
    if (error) throw error
  }
}

/** `null`: everybody. Channel names hold no space. */
function key(channel: string, clientId: string | null): string {
  return clientId === null ? channel : `${channel} ${clientId}`
}
