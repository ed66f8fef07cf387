import type { Buffer } from 'node:buffer'
import type { Socket } from 'node:net'

const endOfHead = '\r\n\r\n'

/**
 * Drops a connection when one read brings the heads of two requests, before anything of it is parsed: a read can hold
 * 2,000, parsers go through all of them at once, and everybody else would wait. Returns what stops it.
 */
export function takeOneHead(socket: Socket): () => void {
  const look = (bytes: Buffer): void => {
    const end = bytes.indexOf(endOfHead)
    if (end < 0 || !bytes.includes(endOfHead, end + 1)) return
    socket.destroy()
    // The parser is handed the same bytes next, and stops at the first of these.
    bytes.fill(0)
  }
  // Before the parser's own listener.
  socket.prependListener('data', look)
  return () => socket.off('data', look)
}
