import type { Link } from './connection/link.ts'
import type { SendHeaders } from './outgoing.ts'
import type { ReceivedFrame } from './received.ts'
import { fingerprintOf } from './stream-position.ts'
import type { StreamPlace } from './stream-position.ts'
import type { Route } from './routes.ts'

/** One entry of a stream. */
export interface StreamEntry extends StreamPlace {
  /** The id of a mark; `null`: a message. */
  readonly mark: string | null
  readonly frame: ReceivedFrame
}

/** Where to begin: with the first entry, with the next one to come, or with the entry of a number. */
export type StreamStart = 'first' | 'next' | number

/** Reads and declares streams on one connection. */
export interface Streams {
  /** Has the stream be there when what is sent after this arrives. */
  ensure(route: Route): void
  /** Returns the id of the subscription. */
  read(route: Route, start: StreamStart, onEntry: (entry: StreamEntry) => void): string
  stop(subscription: string, onReceipt?: () => void): void
  /** Leaves a mark at the end of the stream: whoever reads it there has read what was before. */
  mark(route: Route, id: string): void
}

/** Deliveries that RabbitMQ sends ahead of the acknowledgements. */
const ahead = 200

const markHeader = 'herenow-mark'

export function createStreams(link: Link, streamArguments: Readonly<Record<string, string | number>>): Streams {
  const ensured = new Set<string>()

  function headersOf(start: StreamStart, prefetch: number): SendHeaders {
    return {
      ...Object.fromEntries(Object.entries(streamArguments).map(([name, value]) => [name, String(value)])),
      'x-queue-type': 'stream',
      durable: 'true',
      'auto-delete': 'false',
      exclusive: 'false',
      ack: 'client',
      'prefetch-count': String(prefetch),
      'x-stream-offset': offsetSpec(start),
    }
  }

  function ensure(route: Route): void {
    if (ensured.has(route.stream)) return
    ensured.add(route.stream)
    // Over STOMP a subscription declares a stream. It stays when the subscription ends.
    link.unsubscribe(link.subscribe(route.stream, headersOf('next', 1), () => {}))
  }

  return {
    ensure,
    read(route, start, onEntry) {
      ensured.add(route.stream)
      let unacknowledged = 0
      return link.subscribe(route.stream, headersOf(start, ahead), (delivery) => {
        unacknowledged += 1
        // Covers those before it.
        if (unacknowledged >= ahead / 4) {
          unacknowledged = 0
          delivery.ack()
        }
        onEntry(entryOf(delivery))
      })
    },
    stop: (subscription, onReceipt) => link.unsubscribe(subscription, onReceipt),
    mark(route, id) {
      link.send(route.streamInput, { [markHeader]: id, type: 'herenow.mark', persistent: 'true' }, '')
    },
  }
}

function offsetSpec(start: StreamStart): string {
  return typeof start === 'number' ? `offset=${Math.max(0, start)}` : start
}

function entryOf({ headers, body }: ReceivedFrame): StreamEntry {
  const mark = headers[markHeader] ?? null
  return {
    number: Number(headers['x-stream-offset']),
    fingerprint: fingerprintOf([mark ?? headers['amqp-message-id'], headers['timestamp'], body]),
    mark,
    frame: { headers, body },
  }
}
