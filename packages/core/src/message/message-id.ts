import type { Random } from '@herenow/adapter'

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

/** 128 random bits as 22 characters of base64url. */
export function randomId(random: Random): string {
  const bytes = random.bytes(16)
  let id = ''
  for (let bit = 0; bit < 128; bit += 6) {
    const index = bit >> 3
    const pair = ((bytes[index] ?? 0) << 8) | (bytes[index + 1] ?? 0)
    id += alphabet[(pair >> (10 - (bit & 7))) & 63]
  }
  return id
}
