import type { ServerItem } from '@herenow/protocol'
import { decodeServerFrame } from '@herenow/protocol'
import { Subscription } from '../../channel/subscription.ts'
import type { Flusher } from '../../socket/flusher.ts'
import { Outgoing } from '../../socket/outgoing.ts'
import { PagedOutput } from '../../socket/paged-output.ts'
import { noOwner } from './no-owner.ts'

/** A subscription whose socket is a list. */
export interface Observer {
  readonly subscription: Subscription
  /** How many bytes the socket hasn't taken yet; a test decides. */
  readonly wire: { buffered: number }
  /** Frames that the socket was given. */
  readonly frames: readonly Buffer[]
  /** Their items, in order. */
  readonly items: () => readonly ServerItem[]
}

/** Somebody who follows `channel`; `flusher` decides when what they are sent is written. */
export function createObserver(channel: string, flusher: Flusher): Observer {
  const frames: Buffer[] = []
  const wire = { buffered: 0, write: (written: Buffer): void => void frames.push(written) }
  const outgoing = new Outgoing(flusher, wire, 100_000_000, noOwner)
  const subscription = new Subscription(channel, outgoing, new PagedOutput(outgoing, noOwner), () => {})
  return { subscription, wire, frames, items: () => frames.map(payloadOf).flatMap(itemsOf) }
}

/** What a short, medium or long frame carries. */
function payloadOf(frame: Buffer): string {
  const header = frame[1] === 127 ? 10 : frame[1] === 126 ? 4 : 2
  return frame.subarray(header).toString()
}

function itemsOf(text: string): readonly ServerItem[] {
  return decodeServerFrame(text).map(({ item, problem }) => {
    if (item === undefined) throw new Error(`The server wrote something malformed: ${problem.message}`)
    return item
  })
}
