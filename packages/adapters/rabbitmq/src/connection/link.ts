import type { CreateSocket } from '@herenow/adapter'
import type { Client } from '@stomp/stompjs'
import type { SendHeaders } from '../outgoing.ts'
import type { ReceivedFrame } from '../received.ts'
import { listenToClient } from './client-events.ts'
import type { LinkEnd } from './link-end.ts'
import { abnormalClosure, closed, impossible, isLateDelivery, notOpened, refusedFrame, unprepared } from './link-end.ts'

/** A delivery of a subscription. */
interface Delivery extends ReceivedFrame {
  ack(): void
}

/** What RabbitMQ says of itself when it greets. */
export interface Greeting {
  /** How it names this connection. */
  readonly session: string
  /** Such as `RabbitMQ/3.10.8`; empty where it hides that. */
  readonly server: string
}

/** One STOMP connection, from the attempt to its end. What is sent on it after its end is lost. */
export interface Link {
  /** `onReceipt`: RabbitMQ has it. */
  send(destination: string, headers: SendHeaders, body: string, onReceipt?: () => void): void
  /** Returns the subscription's id. `onReceipt`: what is published from now on will be delivered. */
  subscribe(
    destination: string,
    headers: SendHeaders,
    onDelivery: (delivery: Delivery) => void,
    onReceipt?: () => void,
  ): string
  unsubscribe(id: string, onReceipt?: () => void): void
  /** Says goodbye. `onEnd` follows. */
  close(): void
  /** Ends it at once; nothing more is heard of it. */
  drop(): void
}

export interface LinkNeeds {
  readonly client: Client
  readonly createSocket: CreateSocket
  /** RabbitMQ has greeted us. */
  readonly onOpen: (greeting: Greeting) => void
  readonly onEnd: (end: LinkEnd) => void
}

export function openLink(needs: LinkNeeds): Link {
  const { client } = needs
  let isOpen = false
  let isOver = false
  let lastId = 0
  /** What is known of a socket that doesn't open. */
  let note: LinkEnd | null = null

  function end(reason: LinkEnd): void {
    if (isOver) return
    drop()
    needs.onEnd(reason)
  }

  function drop(): void {
    isOver = true
    stopListening()
    // Settles when the socket has closed. Whether it does is nobody's business any more.
    client.deactivate({ force: true }).catch(() => {})
  }

  const stopListening = listenToClient(client, needs.createSocket, {
    onConnect(frame) {
      if (isOver) return
      isOpen = true
      const { session = '', server = '' } = frame.headers
      needs.onOpen({ session, server })
    },
    onStompError(frame) {
      if (!isOpen || !isLateDelivery(frame)) end(refusedFrame(frame, isOpen))
    },
    onWebSocketClose: ({ code = abnormalClosure, reason = '' }) => end(note ?? closed(code, reason, isOpen)),
    onRefused: (answer) => (note = notOpened(answer)),
    onBlocked: () => (note = notOpened('blocked')),
    onImpossible: (cause) => end(impossible(cause)),
    onUnprepared: (cause) => end(unprepared(cause)),
  })
  client.activate()

  const nextId = (kind: string): string => `${kind}-${(lastId += 1)}`
  const withReceipt = (headers: SendHeaders, onReceipt: (() => void) | undefined): Record<string, string> => {
    if (!onReceipt) return { ...headers }
    const receipt = nextId('receipt')
    client.watchForReceipt(receipt, () => {
      if (!isOver) onReceipt()
    })
    return { ...headers, receipt }
  }
  /** The SDK throws where the socket has gone and it has not been told yet; its end is on the way then. */
  const ifUp = (act: () => void): void => {
    if (!isOver && client.connected) act()
  }

  return {
    send: (destination, headers, body, onReceipt) =>
      ifUp(() => client.publish({ destination, body, headers: withReceipt(headers, onReceipt) })),
    subscribe(destination, headers, onDelivery, onReceipt) {
      const id = nextId('subscription')
      ifUp(() =>
        client.subscribe(
          destination,
          (message) => {
            if (!isOver) onDelivery({ headers: message.headers, body: message.body, ack: () => ifUp(message.ack) })
          },
          { ...withReceipt(headers, onReceipt), id },
        ),
      )
      return id
    },
    unsubscribe: (id, onReceipt) => ifUp(() => client.unsubscribe(id, withReceipt({}, onReceipt))),
    close() {
      client.deactivate().catch(() => {})
    },
    drop,
  }
}
