import { Buffer } from 'node:buffer'
import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Random } from '@herenow/adapter'
import type { WirePosition } from '@herenow/protocol'
import type { Auth } from './auth.ts'

/** Bytes of a signature: enough that guessing is hopeless, and short on the wire. */
const signatureBytes = 16

/**
 * Signs from where on a client was attached to a channel, and checks such a signature. So a client that may only
 * subscribe gets back what it missed, and nothing from before. Signatures outlive the server where `auth` has a secret.
 */
export class AttachProofs {
  readonly #key: Uint8Array

  constructor(auth: Auth | null, random: Random) {
    this.#key =
      auth !== null && 'secret' in auth ? digest(Buffer.from(auth.secret), 'herenow attach proofs') : random.bytes(32)
  }

  /** Shows that `clientId` follows the channel from after `position` on. */
  sign(clientId: string, channel: string, position: WirePosition): string {
    return `${position.offset}.${this.#signature(clientId, channel, position).toString('base64url')}`
  }

  /** Whether the client was attached at `since`, or before. */
  covers(proof: string | undefined, clientId: string, channel: string, since: WirePosition): boolean {
    if (proof === undefined) return false
    const [offsetText = '', signature = ''] = proof.split('.', 2)
    const offset = Number(offsetText)
    if (!Number.isSafeInteger(offset) || offset > since.offset) return false
    const given = Buffer.from(signature, 'base64url')
    const expected = this.#signature(clientId, channel, { epoch: since.epoch, offset })
    return given.length === expected.length && timingSafeEqual(given, expected)
  }

  #signature(clientId: string, channel: string, { epoch, offset }: WirePosition): Buffer {
    return digest(this.#key, JSON.stringify([clientId, channel, epoch, offset])).subarray(0, signatureBytes)
  }
}

function digest(key: Uint8Array, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest()
}
