import type { Random } from '@herenow/adapter'

/** 128 random bits as 22 characters of base64url. */
export function randomId(random: Random): string {
  const base64 = btoa(String.fromCharCode(...random.bytes(16)))
  return base64.slice(0, 22).replaceAll('+', '-').replaceAll('/', '_')
}
