import fc from 'fast-check'
import { expect, it } from 'vitest'
import { FrameFollower } from './frame-follower.ts'

interface Frame {
  readonly opcode: number
  readonly payload: Uint8Array
  readonly mask: Uint8Array | null
}

const anyFrame: fc.Arbitrary<Frame> = fc.record({
  opcode: fc.constantFrom(1, 2, 8, 9, 10),
  payload: fc.oneof(
    fc.uint8Array({ maxLength: 130 }),
    fc.constantFrom(125, 126, 65_535, 65_536).map((length) => new Uint8Array(length)),
  ),
  mask: fc.option(fc.uint8Array({ minLength: 4, maxLength: 4 })),
})

function headerOf({ opcode, payload, mask }: Frame): number[] {
  const { length } = payload
  const short = length < 126 ? [length] : length < 65_536 ? [126] : [127]
  const long = length < 126 ? [] : length < 65_536 ? bigEndian(length, 2) : bigEndian(length, 8)
  return [0x80 | opcode, (short[0] ?? 0) | (mask === null ? 0 : 0x80), ...long, ...(mask ?? [])]
}

function bigEndian(value: number, bytes: number): number[] {
  return Array.from({ length: bytes }, (_, index) => Math.floor(value / 256 ** (bytes - 1 - index)) % 256)
}

function bytesOf(frames: readonly Frame[]): { readonly bytes: Uint8Array; readonly starts: readonly number[] } {
  const head = new TextEncoder().encode('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n')
  const starts: number[] = []
  const parts: Uint8Array[] = [head]
  let length = head.length
  for (const frame of frames) {
    starts.push(length)
    const whole = [Uint8Array.from(headerOf(frame)), frame.payload]
    parts.push(...whole)
    length += whole.reduce((sum, part) => sum + part.length, 0)
  }
  const bytes = new Uint8Array(length)
  let at = 0
  for (const part of parts) {
    bytes.set(part, at)
    at += part.length
  }
  return { bytes, starts }
}

it('finds every frame of a stream that comes in one piece', () => {
  fc.assert(
    fc.property(fc.array(anyFrame, { maxLength: 8 }), (frames) => {
      const { bytes, starts } = bytesOf(frames)
      const seen = new FrameFollower().feed(bytes)
      expect(seen.map(({ headerAt }) => headerAt)).toEqual(starts)
      expect(seen.map(({ opcode, payloadHere, mask }) => ({ opcode, payloadHere, mask }))).toEqual(
        frames.map(({ opcode, payload, mask }) => ({ opcode, payloadHere: payload.length, mask })),
      )
    }),
  )
})

it('never takes payload for a header, however the stream is cut into pieces', () => {
  fc.assert(
    fc.property(fc.array(anyFrame, { maxLength: 6 }), fc.array(fc.nat(), { maxLength: 20 }), (frames, cuts) => {
      const { bytes, starts } = bytesOf(frames)
      const ends = [...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length].sort((a, b) => a - b)
      const follower = new FrameFollower()
      let from = 0
      const seen: number[] = []
      for (const end of ends) {
        const offset = from
        seen.push(...follower.feed(bytes.subarray(from, end)).map(({ headerAt }) => offset + headerAt))
        from = end
      }
      const whole = starts.filter((start, index) => {
        const frame = frames[index]
        if (frame === undefined) return false
        const last = start + headerOf(frame).length - 1
        return !ends.some((end) => start < end && end <= last)
      })
      expect(seen).toEqual(whole)
    }),
  )
})
