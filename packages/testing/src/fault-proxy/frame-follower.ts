/** A WebSocket frame whose header lies whole within one piece of the stream. */
export interface FrameSeen {
  /** Where in the piece its header starts. */
  readonly headerAt: number
  readonly opcode: number
  /** Where in the piece its payload starts; may be the piece's end. */
  readonly payloadAt: number
  /** Bytes of payload that this piece holds. */
  readonly payloadHere: number
  /** The four bytes of the mask; `null` when it isn't masked. */
  readonly mask: Uint8Array | null
}

const endOfHead = [13, 10, 13, 10]

/**
 * Follows one direction of a connection: the HTTP head of the upgrade, then WebSocket frames (RFC 6455, 5.2). It only
 * looks: a stream that is something else is never seen to have a frame, or has its bytes taken for one.
 */
export class FrameFollower {
  /** Bytes of the head's end seen so far; 4: frames follow. */
  #headEnd = 0
  #header: number[] = []
  /** Payload bytes still to come. */
  #payloadLeft = 0

  /** Takes the next piece, and tells which frames start in it. */
  feed(bytes: Uint8Array): readonly FrameSeen[] {
    const frames: FrameSeen[] = []
    let at = this.#skipHead(bytes)
    while (at < bytes.length) {
      if (this.#payloadLeft > 0) {
        const skipped = Math.min(this.#payloadLeft, bytes.length - at)
        this.#payloadLeft -= skipped
        at += skipped
        continue
      }
      this.#header.push(bytes[at] ?? 0)
      at += 1
      const header = this.#header
      if (header.length < headerLength(header)) continue
      this.#header = []
      this.#payloadLeft = payloadLength(header)
      const headerAt = at - header.length
      // One that began in the piece before can't be changed any more.
      if (headerAt >= 0) frames.push(this.#seen(header, headerAt, at, bytes.length))
    }
    return frames
  }

  #skipHead(bytes: Uint8Array): number {
    let at = 0
    for (; at < bytes.length && this.#headEnd < endOfHead.length; at += 1) {
      if (bytes[at] === endOfHead[this.#headEnd]) this.#headEnd += 1
      else this.#headEnd = bytes[at] === endOfHead[0] ? 1 : 0
    }
    return at
  }

  #seen(header: readonly number[], headerAt: number, payloadAt: number, end: number): FrameSeen {
    return {
      headerAt,
      opcode: (header[0] ?? 0) & 0x0f,
      payloadAt,
      payloadHere: Math.min(this.#payloadLeft, end - payloadAt),
      mask: isMasked(header) ? Uint8Array.from(header.slice(-4)) : null,
    }
  }
}

function isMasked(header: readonly number[]): boolean {
  return ((header[1] ?? 0) & 0x80) !== 0
}

/** Bytes of length beyond the first two. */
function extendedLength(header: readonly number[]): number {
  const short = (header[1] ?? 0) & 0x7f
  return short === 127 ? 8 : short === 126 ? 2 : 0
}

function headerLength(header: readonly number[]): number {
  return header.length < 2 ? 2 : 2 + extendedLength(header) + (isMasked(header) ? 4 : 0)
}

function payloadLength(header: readonly number[]): number {
  const extended = extendedLength(header)
  if (extended === 0) return (header[1] ?? 0) & 0x7f
  return header.slice(2, 2 + extended).reduce((length, byte) => length * 256 + byte, 0)
}
