import type { Clock, RealtimeError, TokenSource, TokenWish } from '@herenow/adapter'
import type { Welcome } from '@herenow/protocol'
import { decodeResult } from '@herenow/protocol'
import type { Requests } from '../requests.ts'
import { createHeartbeat, silenceAllowed } from './heartbeat.ts'
import { createTokenRotation } from './token-rotation.ts'

/** Decides what is said on a connection that stands so that it goes on standing: probes for life, and new tokens. */
export interface Upkeep {
  /** The server has welcomed us. */
  start(welcome: Pick<Welcome, 'pingInterval' | 'tokenExpiresIn'>): void
  /** A frame came, whatever it says. */
  heard(): void
  /** Asks the server for a sign of life, now. */
  readonly probe: () => void
  /** Replaces the token now. */
  replaceToken(wish: TokenWish): Promise<void>
  /** The connection is gone. */
  stop(): void
}

export interface UpkeepNeeds {
  readonly clock: Clock
  readonly tokens: TokenSource
  readonly requests: Pick<Requests, 'ask' | 'send'>
  /** Milliseconds of silence before a probe, where the user has set them. */
  readonly silence: number | undefined
  /** The server goes by another token. */
  readonly onToken: () => void
  /** The token could not be replaced; the present one goes on. */
  readonly onTokenError: (error: RealtimeError) => void
  /** A probe got no answer. */
  readonly onSilent: () => void
}

export function createUpkeep(needs: UpkeepNeeds): Upkeep {
  const { clock, tokens, requests } = needs
  const heartbeat = createHeartbeat(clock, () => requests.send({ type: 'ping' }, Boolean, () => {}), needs.onSilent)
  const rotation = createTokenRotation({ clock, tokens, replace, onError: needs.onTokenError })

  async function replace(token: string): Promise<number | undefined> {
    const life = await requests.ask({ type: 'token', token }, (result) => decodeResult.token(result).expiresIn)
    needs.onToken()
    return life
  }

  return {
    start({ pingInterval, tokenExpiresIn }) {
      heartbeat.start(needs.silence ?? silenceAllowed(pingInterval))
      rotation.start(tokenExpiresIn)
    },
    heard: () => heartbeat.heard(),
    probe: heartbeat.probe,
    replaceToken: (wish) => rotation.now(wish),
    stop() {
      heartbeat.stop()
      rotation.stop()
    },
  }
}
