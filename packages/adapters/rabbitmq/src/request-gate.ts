import type { RealtimeError } from '@herenow/adapter'
import { adapterError, notConnected } from '@herenow/adapter'
import type { LinkEnd } from './connection/link-end.ts'
import { rabbitmqHint } from './hints.ts'

/** Something that is asked of RabbitMQ, and may make it end the connection. */
interface GatedRequest {
  /** By it the request is known when it is made again on the next connection. */
  readonly key: string
  /** Sends it. Called at once, or when it may leave; never after `fail`. `answered` says that it is over. */
  readonly begin: (answered: () => void) => void
  /** It got no answer on this connection. */
  readonly fail: (error: RealtimeError) => void
  /** Where connections were lost before during this reading: it leaves alone, and hears here of the next one, not in `fail`. */
  readonly onStuck?: (() => void) | undefined
}

/** Connections that one request may end. What is only not there yet, as after a restart, is there by then. */
const mostEnds = 6
/** More than may be under way on a busy connection. */
const mostSuspects = 10_000

/**
 * Finds out which request it is that RabbitMQ ends connections for: it closes them without naming one, and mostly without a
 * reason. What was under way at such an end is under suspicion; a suspect is alone under way the next time, and to blame if
 * the connection ends again: it is refused for now, and for good when it has ended too many.
 */
export interface RequestGate {
  /** Returns how to take it back. */
  enter(request: GatedRequest): () => void
  onConnected(): void
  /** `end`: how the connection ended; `null`: by our own goodbye. */
  onDown(end: LinkEnd | null): void
}

export function createRequestGate(): RequestGate {
  /** How many connections each is to blame for. */
  const suspects = new Map<string, number>()
  const underWay = new Set<GatedRequest>()
  let waiting: GatedRequest[] = []
  /** A suspect that is alone under way. */
  let tried: GatedRequest | null = null
  let isUp = false

  const leavesAlone = ({ key, onStuck }: GatedRequest): boolean => onStuck !== undefined || suspects.has(key)

  function mayLeave(request: GatedRequest): boolean {
    return isUp && !tried && (underWay.size === 0 || !leavesAlone(request))
  }

  function pump(): void {
    for (let next = waiting[0]; next && mayLeave(next); next = waiting[0]) {
      waiting.shift()
      underWay.add(next)
      if (leavesAlone(next)) tried = next
      const request = next
      request.begin(() => leave(request))
    }
  }

  function leave(request: GatedRequest): void {
    waiting = waiting.filter((other) => other !== request)
    if (!underWay.delete(request)) return
    if (tried === request) tried = null
    suspects.delete(request.key)
    pump()
  }

  function suspect({ key }: GatedRequest, ends: number): void {
    suspects.set(key, ends)
    // Those that are never made again are forgotten one day.
    const [oldest] = suspects.keys()
    if (suspects.size > mostSuspects && oldest !== undefined) suspects.delete(oldest)
  }

  function blame(request: GatedRequest, accusation: RealtimeError): void {
    const ends = (suspects.get(request.key) ?? 0) + 1
    const error = refusal(accusation, ends < mostEnds)
    if (error.retryable) suspect(request, ends)
    else suspects.delete(request.key)
    request.fail(error)
  }

  return {
    enter(request) {
      waiting.push(request)
      pump()
      return () => leave(request)
    },
    onConnected() {
      isUp = true
      pump()
    },
    onDown(end) {
      const lost = [...underWay]
      const unsent = waiting
      const blamed = tried
      isUp = false
      tried = null
      waiting = []
      underWay.clear()
      for (const request of lost) {
        if (end?.kind === 'lost' && request.onStuck) request.onStuck()
        else if (end?.kind !== 'accused') request.fail(lostError(end))
        else if (request === blamed) blame(request, end.error)
        else {
          suspect(request, suspects.get(request.key) ?? 0)
          request.fail(lostError(end))
        }
      }
      for (const request of unsent) request.fail(notConnected())
    },
  }
}

/** RabbitMQ has ended several connections because of one request. */
function refusal({ message, origin }: RealtimeError, mayPass: boolean): RealtimeError {
  const code = codeOf(message)
  return adapterError(code, `RabbitMQ ended the connection whenever this was sent. ${message}`, {
    origin,
    hint: rabbitmqHint('closed'),
    retryable: mayPass && code === 'server_error',
  })
}

/** By its own words, where it says any, as seen with RabbitMQ 3.10.8. Others may pass, and are tried again first. */
function codeOf(text: string): RealtimeError['code'] {
  if (/access_refused|access refused/i.test(text)) return 'forbidden'
  return /no exchange/i.test(text) ? 'not_found' : 'server_error'
}

function lostError(end: LinkEnd | null): RealtimeError {
  return adapterError('connection_closed', end?.error.message ?? 'The session was closed.', {
    retryable: true,
    outcome: 'unknown',
  })
}
