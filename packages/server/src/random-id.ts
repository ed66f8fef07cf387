import { Buffer } from 'node:buffer'
import type { Random } from '@herenow/adapter'

/** Unguessable text of letters, digits, `_` and `-`: four characters for every three bytes. */
export function randomId(random: Random, bytes: number): string {
  const { buffer, byteOffset, length } = random.bytes(bytes)
  return Buffer.from(buffer, byteOffset, length).toString('base64url')
}
