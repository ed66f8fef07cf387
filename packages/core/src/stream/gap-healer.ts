import type { AdapterSession, Position, ReceivedMessage, Timer } from '@herenow/adapter'
import { retryPause, retryStep } from '@herenow/adapter'
import type { ClientServices } from '../client/client-services.ts'
import { toRealtimeError } from '../client/problems.ts'
import { messageBytes } from './buffered-messages.ts'

const pageSize = 200
/** What one healing may read: as far as a service keeps history by default, and a good deal more. */
const mostMessages = 10_000
const mostBytes = 67_108_864
/** Pages in a row that may bring nothing. */
const mostEmptyPages = 10

/** What is missing. */
interface Hole {
  /** Where our own messages end; `null`: an earlier epoch, so all that stands before `until` may be new. */
  readonly from: Position | null
  readonly until: Position
}

export interface GapHealerNeeds {
  readonly client: Pick<ClientServices, 'clock' | 'random' | 'session' | 'isConnected'>
  readonly channel: string
  /** Takes messages of the hole, oldest first. `isFresh`: all of an epoch of which some may be known. */
  readonly onMessages: (messages: readonly ReceivedMessage[], isFresh: boolean) => void
  /** Messages are missing here that can't be had. */
  readonly onMissing: () => void
  /** The hole is closed, or given up. */
  readonly onEnd: (until: Position) => void
}

/** Fills one hole at a time through history. A drop pauses it where it stands; a retryable refusal only delays it. */
export interface GapHealer {
  /** Where the part that is still missing begins; `undefined` while there is no hole. */
  readonly from: Position | null | undefined
  /** Up to where messages are missing; `null` while there is no hole. */
  readonly until: Position | null
  heal(hole: Hole): void
  /** After a drop: goes on where it stood. */
  resume(): void
  stop(): void
}

interface Healing {
  readonly until: Position
  readonly isFresh: boolean
  from: Position | null
  messages: number
  bytes: number
  emptyPages: number
  /** Of a fresh epoch: all of it is needed to see where what is known ends. */
  collected: ReceivedMessage[]
}

export function createGapHealer(needs: GapHealerNeeds): GapHealer {
  const { client, channel } = needs
  let healing: Healing | null = null
  /** Answers to requests of an earlier run are nobody's. */
  let run = 0
  let timer: Timer = null

  function start(next: Healing): void {
    stop()
    healing = next
    void read(next, 0)
  }

  function stop(): void {
    healing = null
    run += 1
    client.clock.clearTimeout(timer)
  }

  async function read(current: Healing, attempt: number): Promise<void> {
    const { session } = client
    const own = run
    if (!session) return
    try {
      while (await readPage(session, current, () => own !== run || session !== client.session)) attempt = 0
    } catch (thrown) {
      if (own !== run || session !== client.session) return
      const error = toRealtimeError(thrown, 'Reading history')
      if (!error.retryable) return giveUp(current)
      // The next attach resumes it.
      if (!client.isConnected) return
      const pause = retryPause(retryStep(attempt), client.random, error.retryAfter)
      timer = client.clock.setTimeout(() => void read(current, attempt + 1), pause)
    }
  }

  /** Returns whether there is more to read. */
  async function readPage(session: AdapterSession, current: Healing, isOver: () => boolean): Promise<boolean> {
    const { from, until, isFresh } = current
    const query = { limit: pageSize, direction: 'forwards', after: from ?? undefined, until } as const
    const { items, next, complete } = await session.history(channel, query)
    if (isOver()) return false
    if (!complete) needs.onMissing()
    current.from = items.at(-1)?.position ?? from
    current.messages += items.length
    current.bytes += items.reduce((sum, message) => sum + messageBytes(message), 0)
    current.emptyPages = items.length === 0 ? current.emptyPages + 1 : 0
    if (isFresh) current.collected.push(...items)
    else needs.onMessages(items, false)
    if (isOver()) return false
    if (next === null) end(current)
    else if (isTooMuch(current)) giveUp(current)
    else return true
    return false
  }

  function giveUp(current: Healing): void {
    flush(current)
    if (healing !== current) return
    needs.onMissing()
    finish(current)
  }

  function end(current: Healing): void {
    flush(current)
    // A listener may have detached.
    if (healing === current) finish(current)
  }

  function flush({ collected, isFresh }: Healing): void {
    if (isFresh) needs.onMessages(collected, true)
  }

  function finish({ until }: Healing): void {
    stop()
    needs.onEnd(until)
  }

  return {
    get from() {
      return healing?.isFresh ? null : healing?.from
    },
    get until() {
      return healing?.until ?? null
    },
    heal({ from, until }) {
      start({ from, until, isFresh: from === null, messages: 0, bytes: 0, emptyPages: 0, collected: [] })
    },
    resume() {
      if (healing) start(healing)
    },
    stop,
  }
}

function isTooMuch({ messages, bytes, emptyPages }: Healing): boolean {
  return messages >= mostMessages || bytes >= mostBytes || emptyPages > mostEmptyPages
}
