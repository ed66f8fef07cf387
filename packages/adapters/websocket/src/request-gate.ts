import type { Clock } from '@herenow/adapter'
import { after } from '@herenow/adapter'
import { evidenceAgainst, quickEnd } from './connection/close-reaction.ts'

/** Fifths don't add up to 1 exactly. */
const tolerance = 1e-6

/** What is known of a request that the server might close the socket on. */
export interface Traceable {
  /** The same again when the request is repeated on another socket. */
  readonly key: string
  /** Requests of one lane leave in order. */
  readonly lane: string
  /** Milliseconds after which it may be made again, though it was to blame: networks can fail as servers do. */
  readonly retryAfter?: number | undefined
}

/** How a socket ended. */
export interface SocketEnd {
  readonly code: number
  /** The server had answered `hello`. */
  readonly isWelcomed: boolean
}

interface Entry extends Traceable {
  readonly start: () => void
  readonly cancel: () => void
}

/**
 * Finds the request that makes a server close its sockets. When a socket ends in a way that tells of a request, the
 * first that had no answer is suspected. On the next socket a suspected request leaves alone, after all others. When such
 * sockets have ended often enough, the request is to blame.
 */
export interface RequestGate {
  /** Whether a request with this key has to leave alone. */
  isSuspected(key: string): boolean
  /** Runs `start` when it is the request's turn: now, unless somebody is suspected. `cancel`: the socket ended before. */
  pass(request: Traceable, start: () => void, cancel: () => void): void
  /** A request that was started has its answer, or had its time. */
  settled(key: string): void
  /** The server has answered `hello`. */
  welcomed(): void
  /** The socket has ended. Returns the key that is to blame, if any. `first`: of the oldest request without an answer. */
  ended(end: SocketEnd, first: { readonly key: string; readonly sentAt: number } | undefined): string | null
}

export function createRequestGate(clock: Clock): RequestGate {
  /** What speaks against each suspected request; at 1 it is to blame. */
  const suspects = new Map<string, number>()
  let queue: Entry[] = []
  let underWay = 0
  /** The suspected request that is under way. */
  let alone: string | null = null
  /** A socket ended before its welcome, which may have been because of `hello` or of what followed it. */
  let awaitsWelcome = false
  let cancelAlone = (): void => {}

  function flush(): void {
    while (!awaitsWelcome && alone === null) {
      const next = nextInnocent() ?? (underWay === 0 ? queue[0] : undefined)
      if (!next) return
      queue = queue.filter((entry) => entry !== next)
      underWay += 1
      if (suspects.has(next.key)) goAlone(next.key)
      next.start()
    }
  }

  /** What waits behind a suspected request of its lane must not overtake it. */
  function nextInnocent(): Entry | undefined {
    const blocked = new Set<string>()
    return queue.find(({ key, lane }) => {
      if (!suspects.has(key) && !blocked.has(lane)) return true
      blocked.add(lane)
      return false
    })
  }

  function goAlone(key: string): void {
    alone = key
    // A server that has kept the socket open for so long doesn't mind the request.
    cancelAlone = after(clock, quickEnd, () => {
      alone = null
      flush()
    })
  }

  function reset(): void {
    const waiting = queue
    queue = []
    underWay = 0
    alone = null
    awaitsWelcome = false
    cancelAlone()
    for (const { cancel } of waiting) cancel()
  }

  return {
    isSuspected: (key) => suspects.has(key),
    pass(request, start, cancel) {
      queue.push({ ...request, start, cancel })
      flush()
    },
    settled(key) {
      suspects.delete(key)
      underWay -= 1
      if (alone === key) {
        cancelAlone()
        alone = null
      }
      flush()
    },
    welcomed() {
      awaitsWelcome = false
      flush()
    },
    ended({ code, isWelcomed }, first) {
      reset()
      const evidence = first ? evidenceAgainst(code, clock.now() - first.sentAt) : 0
      if (!first || evidence === 0) return null
      awaitsWelcome = !isWelcomed
      if (!isWelcomed) return null
      const all = (suspects.get(first.key) ?? 0) + evidence
      if (all < 1 - tolerance) {
        suspects.set(first.key, all)
        return null
      }
      suspects.delete(first.key)
      return first.key
    },
  }
}
