import type { Clock } from '@herenow/adapter'
import { after } from '@herenow/adapter'
import type { Opened, Opening } from './attach-opening.ts'
import type { Link } from './connection/link.ts'
import type { ReceivedFrame } from './received.ts'
import type { Route } from './routes.ts'
import type { StreamEntry, Streams } from './streams.ts'

/** Milliseconds in which the first entry must come where one is sure to be there. */
const patience = 3_000

/** The subscriptions of one channel on one connection. */
export interface ChannelReading {
  /** Whether there is a stream, whose entries come again after a loss. */
  readonly isOfStream: boolean
  /** The number of the last entry that came since the reading began where it is now; `null`: none did. */
  readonly lastSeen: number | null
  /** `onReceipt`: nothing more is delivered. */
  stop(onReceipt?: () => void): void
}

export interface ChannelReadingNeeds {
  readonly clock: Clock
  readonly link: Link
  readonly route: Route
  /** The channel is attached. Comes once, before any entry or live frame. */
  readonly onOpened: (opened: Opened) => void
  /** Where all that is there by now must have been read: a mark to leave behind it. */
  readonly proof: string | null
  /** It was read. Comes after `onOpened`. */
  readonly onProven: () => void
  /** Something came, whatever it was. */
  readonly onProgress: () => void
  readonly onEntry: (entry: StreamEntry) => void
  /** What isn't stored. */
  readonly onLive: (frame: ReceivedFrame) => void
}

/** Reads the stream of a channel as `opening` says, and goes on with what is new. */
export function readChannel(streams: Streams, opening: Opening, needs: ChannelReadingNeeds): ChannelReading {
  const { clock, link, route, proof } = needs
  let isOpen = false
  let isOver = false
  let lastSeen: number | null = null
  let cancelPatience = (): void => {}
  // Before the stream: whoever is attached misses no signal.
  const live = link.subscribe(route.live, { ack: 'auto' }, (frame) => isOpen && !isOver && needs.onLive(frame))
  let stream = read(opening)

  function read(now: Opening): string {
    const { otherwise } = now
    lastSeen = null
    const subscription = streams.read(route, now.start, (entry) => {
      if (subscription !== stream || isOver) return
      cancelPatience()
      lastSeen = entry.number
      needs.onProgress()
      if (isOpen) needs.onEntry(entry)
      else take(now, entry)
      if (isOpen && proof !== null && entry.mark === proof) needs.onProven()
    })
    for (const mark of [now.mark, proof]) if (mark !== null) streams.mark(route, mark)
    if (otherwise) cancelPatience = after(clock, patience, () => startOver(otherwise))
    return subscription
  }

  function take(now: Opening, entry: StreamEntry): void {
    const step = now.take(entry)
    if (step === 'wait') return
    if (step.type === 'again') return startOver(step.opening)
    isOpen = true
    needs.onOpened(step)
  }

  function startOver(next: Opening): void {
    streams.stop(stream)
    stream = read(next)
  }

  return {
    isOfStream: true,
    get lastSeen() {
      return lastSeen
    },
    stop(onReceipt) {
      isOver = true
      cancelPatience()
      streams.stop(stream)
      link.unsubscribe(live, onReceipt)
    },
  }
}

/** Follows what is published from now on, where nothing is kept. */
export function followChannel(
  needs: Pick<ChannelReadingNeeds, 'link' | 'route' | 'onOpened' | 'onLive'>,
): ChannelReading {
  const { link, route, onOpened, onLive } = needs
  let isOpen = false
  let isOver = false
  const live = link.subscribe(
    route.live,
    { ack: 'auto' },
    (frame) => isOpen && !isOver && onLive(frame),
    () => {
      if (isOver) return
      isOpen = true
      onOpened({ type: 'opened', place: null, recovered: false, replay: [] })
    },
  )
  return {
    isOfStream: false,
    lastSeen: null,
    stop(onReceipt) {
      isOver = true
      link.unsubscribe(live, onReceipt)
    },
  }
}
