import type { Random } from '@herenow/adapter'
import { hostileItem, pick } from './hostile-item.ts'

/** Bytes for the server's socket. */
export interface HostileFrame {
  readonly bytes: Buffer
  /** The server may close the connection on it, so nothing after it would be read. */
  readonly isLast: boolean
}

/** A masked client frame with any first byte and any claimed length. */
function frame(first: number, payload: Buffer, claimed: number | bigint = payload.length): Buffer {
  const length = BigInt(claimed)
  const size = length < 126n ? 2 : length < 65_536n ? 4 : 10
  const header = Buffer.alloc(size)
  header[0] = first
  header[1] = 0x80 | (size === 2 ? Number(length) : size === 4 ? 126 : 127)
  if (size === 4) header.writeUInt16BE(Number(length), 2)
  if (size === 10) header.writeBigUInt64BE(length, 2)
  // A mask of zeros leaves the payload as it is.
  return Buffer.concat([header, Buffer.alloc(4), payload])
}

export function textFrame(text: string): Buffer {
  return frame(0x81, Buffer.from(text))
}

const odd: readonly [string, ...string[]] = [
  '',
  'null',
  '0',
  '"hello"',
  '[]',
  '[[]]',
  '{}',
  '{"type":"attach"',
  '{"type":"attach","type":"publish","id":1,"id":2}',
  '{"type":"ping","id":1e999}',
  '{"type":"ping","id":9007199254740993}',
  '{"__proto__":{"type":"ping"},"id":3}',
  '{"type":"publish","id":4,"channel":"room:a","messages":[{"id":"\\ud800","name":"a","data":1}]}',
  '['.repeat(20_000),
  `${'['.repeat(9_000)}${']'.repeat(9_000)}`,
  '{"a":'.repeat(5_000),
  'x'.repeat(1_000),
]

function randomBytes(random: Random, most: number): Buffer {
  return Buffer.from(random.bytes(Math.floor(random.next() * most)))
}

/** Breaks the WebSocket protocol itself. */
function brokenFrame(random: Random): Buffer {
  const payload = randomBytes(random, 100)
  return pick(random, [
    () => frame(0xc1, payload),
    () => frame(0x83 + Math.floor(random.next() * 5), payload),
    () => frame(0x09, payload),
    () => frame(0x88, Buffer.from([0])),
    () => frame(0x88, Buffer.from([0, 1])),
    () => frame(0x81, payload, 2n ** 63n),
    () => frame(0x81, payload, 10_000_000),
    () => frame(0x80, payload),
    () => frame(0x82, payload),
    () => Buffer.from([0x81, 2, 0x7b, 0x7d]),
    () => frame(0x81, Buffer.from([0xff, 0xfe, 0xc0])),
    () => frame(0x81, Buffer.alloc(140_000, 0x20)),
    () => Buffer.concat(Array.from({ length: 200 }, (_, index) => frame(index === 0 ? 0x01 : 0x00, Buffer.from('x')))),
    () => frame(0x81, payload, payload.length + 50),
    () => randomBytes(random, 500),
  ])()
}

/** The next thing that a hostile client sends. */
export function hostileFrame(random: Random): HostileFrame {
  const kind = random.next()
  if (kind < 0.005) return { bytes: brokenFrame(random), isLast: true }
  if (kind < 0.01) return { bytes: textFrame(pick(random, odd)), isLast: true }
  if (kind < 0.2) {
    const items = Array.from({ length: 1 + Math.floor(random.next() * 8) }, () => hostileItem(random))
    return { bytes: textFrame(JSON.stringify(items)), isLast: false }
  }
  const text = JSON.stringify(hostileItem(random))
  if (kind > 0.995) return { bytes: textFrame(text.slice(0, random.next() * text.length)), isLast: true }
  return { bytes: textFrame(text), isLast: false }
}
