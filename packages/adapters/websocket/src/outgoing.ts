import type { Socket } from '@herenow/adapter'
import { clientLimits, encodeFrame } from '@herenow/protocol'
import { inGroups } from './in-groups.ts'

/** What leaves: everything of one turn goes in one frame, or in as few as the frame limit allows. */
export interface Outgoing {
  /** UTF-8 bytes that the server takes in one frame. */
  frameBytes: number
  /** From now on items leave on `socket`; `null`: what is pushed is forgotten. */
  use(socket: Socket | null): void
  push(item: string): void
  flush(): void
}

export function createOutgoing(): Outgoing {
  let socket: Socket | null = null
  let queue: string[] = []

  function flush(): void {
    const items = queue
    queue = []
    for (const frame of inGroups(items, clientLimits.itemsPerFrame, outgoing.frameBytes)) {
      socket?.send(encodeFrame(frame))
    }
  }

  const outgoing: Outgoing = {
    frameBytes: clientLimits.frameBytes,
    use(next) {
      socket = next
      queue = []
    },
    push(item) {
      if (socket && queue.push(item) === 1) queueMicrotask(flush)
    },
    flush,
  }
  return outgoing
}
