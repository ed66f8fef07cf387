/** A pending timer. Opaque: only good for `Clock.clearTimeout`. */
export type Timer = unknown

/** Time. Durations come from `now`, dates that people see from `date`. */
export interface Clock {
  /** Monotonic milliseconds; the origin means nothing. Never jumps, also when the wall clock is set. */
  now(): number
  /** Wall-clock milliseconds since 1970. */
  date(): number
  /** Delays beyond 24.8 days are the caller's to split. */
  setTimeout(callback: () => void, milliseconds: number): Timer
  clearTimeout(timer: Timer): void
}

/** Randomness. `next` is for jitter, `bytes` for ids and must be unpredictable outside tests. */
export interface Random {
  /** In [0, 1). */
  next(): number
  bytes(count: number): Uint8Array
}

/** Callbacks of one socket. After `onClose`, `onBlocked` or `onRefused` nothing more is called. */
export interface SocketListener {
  /** `protocol`: the subprotocol that the server chose; empty when it chose none. */
  onOpen(protocol: string): void
  /** Text frames arrive as strings, binary ones as `ArrayBuffer`. */
  onMessage(data: unknown): void
  onClose(code: number, reason: string): void
  /** In place of `onClose`: the platform refused the socket by itself, as a Content-Security-Policy makes it. */
  onBlocked?(): void
  /** In place of `onClose`: what is at the address answers HTTP requests, and opens no socket. */
  onRefused?(answer: HttpAnswer): void
}

/** What a server answered to a plain request. */
export interface HttpAnswer {
  readonly status: number
  /** Its beginning. */
  readonly text: string
}

/** A WebSocket, reduced to what adapters need. */
export interface Socket {
  send(data: string): void
  close(code?: number, reason?: string): void
}

/** Opens a socket. Throws a `SyntaxError` or `TypeError` for a malformed URL, as `WebSocket` does. */
export type CreateSocket = (url: string, protocols: readonly string[], listener: SocketListener) => Socket

/** What the platform believes about the network. A hint, never the truth: adapters probe before they believe it. */
export interface Network {
  readonly online: boolean
  subscribe(listener: (online: boolean) => void): () => void
}

/**
 * Page life: `visible` and `hidden` follow the tab; `pagehide` and `freeze` come before the page may be frozen or
 * dropped, `resume` after it came back (also from the back/forward cache).
 */
export type VisibilityEvent = 'visible' | 'hidden' | 'freeze' | 'resume' | 'pagehide'

export interface Visibility {
  readonly visible: boolean
  subscribe(listener: (event: VisibilityEvent) => void): () => void
}

/** Small strings that survive a reload. Never throws: where storage is blocked, it forgets. */
export interface KeyValueStorage {
  get(key: string): string | null
  set(key: string, value: string): void
  remove(key: string): void
}

/** The only door to the outside world: everything ambient that the kit uses. Tests pass their own. */
export interface Env {
  readonly clock: Clock
  readonly random: Random
  readonly createSocket: CreateSocket
  readonly network: Network
  readonly visibility: Visibility
  readonly storage: KeyValueStorage
}
