import type { CreateSocket } from '@herenow/adapter'
import type { Client, IFrame } from '@stomp/stompjs'
import type { SocketNotes } from './stomp-socket.ts'
import { openStompSocket } from './stomp-socket.ts'

/** What is heard of the SDK's client. */
export interface ClientEvents extends SocketNotes {
  readonly onConnect: (frame: IFrame) => void
  readonly onStompError: (frame: IFrame) => void
  readonly onWebSocketClose: (event: { readonly code?: number; readonly reason?: string }) => void
  /** The app's own `beforeConnect` failed. */
  readonly onUnprepared: (cause: unknown) => void
}

/**
 * Listens beside the app, which may have set callbacks of its own. What the app's functions throw is told: the SDK would
 * let it become an unhandled rejection. Returns how to give the client back as it was.
 */
export function listenToClient(client: Client, createSocket: CreateSocket, events: ClientEvents): () => void {
  const { onConnect, onStompError, onWebSocketClose, beforeConnect, webSocketFactory } = client
  client.onConnect = (frame) => {
    onConnect(frame)
    events.onConnect(frame)
  }
  client.onStompError = (frame) => {
    onStompError(frame)
    events.onStompError(frame)
  }
  client.onWebSocketClose = (event: { readonly code?: number; readonly reason?: string }) => {
    onWebSocketClose(event)
    events.onWebSocketClose(event)
  }
  client.beforeConnect = async (own) => {
    try {
      await beforeConnect(own)
    } catch (cause) {
      events.onUnprepared(cause)
    }
  }
  client.webSocketFactory = () => {
    const protocols = client.stompVersions.protocolVersions()
    if (!webSocketFactory) return openStompSocket(createSocket, client.brokerURL ?? '', protocols, events)
    try {
      return webSocketFactory()
    } catch (cause) {
      return openStompSocket(() => fail(cause), '', protocols, events)
    }
  }
  return () => {
    Object.assign(client, { onConnect, onStompError, onWebSocketClose, beforeConnect, webSocketFactory })
  }
}

function fail(cause: unknown): never {
  throw cause instanceof Error ? cause : new Error('The app made no socket.', { cause })
}
