import { Buffer } from 'node:buffer'

const finalText = 0x81

/** Bytes of text in a frame that `textFrame` made. */
export function payloadLength({ length }: Buffer): number {
  if (length < 128) return length - 2
  return length < 65_540 ? length - 4 : length - 10
}

/** A whole unmasked WebSocket text frame, as a server sends it: header and payload in one buffer. */
export function textFrame(payload: string): Buffer {
  const length = Buffer.byteLength(payload)
  const header = length < 126 ? 2 : length < 65_536 ? 4 : 10
  // Not from the pool: a slow reader would keep a whole slab alive for each small frame that waits for it.
  const frame = Buffer.allocUnsafeSlow(header + length)
  frame[0] = finalText
  if (header === 2) {
    frame[1] = length
  } else if (header === 4) {
    frame[1] = 126
    frame.writeUInt16BE(length, 2)
  } else {
    frame[1] = 127
    frame.writeUInt16BE(0, 2)
    frame.writeUIntBE(length, 4, 6)
  }
  frame.write(payload, header)
  return frame
}
