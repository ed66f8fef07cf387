import { Buffer } from 'node:buffer'
import type { Random } from '@herenow/adapter'

/** Unguessable text of letters, digits, `_` and `-`: four characters for every three bytes. */
export function randomId(random: Random, bytes: number): string {
  return Buffer.from(random.bytes(bytes)).toString('base64url')
}
