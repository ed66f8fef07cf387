import type { Env } from '@herenow/adapter'

/** PubNub has no name for a connection: a user's devices are one there. */
export function randomConnectionId({ random }: Pick<Env, 'random'>): string {
  return Array.from(random.bytes(12), (byte) => byte.toString(16).padStart(2, '0')).join('')
}
