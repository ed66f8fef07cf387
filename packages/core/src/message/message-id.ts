import type { Random } from '@herenow/adapter'

const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

/** 128 random bits as 22 characters of base64url. By hand: not every platform has `btoa`. */
export function randomId(random: Random): string {
  let id = ''
  let bits = 0
  let count = 0
  for (const byte of random.bytes(16)) {
    bits = (bits << 8) | byte
    count += 8
    while (count >= 6) {
      count -= 6
      id += digits[(bits >> count) & 63]
    }
    bits &= (1 << count) - 1
  }
  return id + digits[(bits << (6 - count)) & 63]
}
