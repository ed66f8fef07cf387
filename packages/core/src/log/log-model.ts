import type { Message, Position, RealtimeError, ReceivedMessage } from '@herenow/adapter'
import type { PublishReceipt } from '../outbox/publish.ts'
import type { Gap } from './message-log.ts'

/** Orders two positions; `null`: can't be compared. */
export type ComparePositions = (a: Position, b: Position) => -1 | 0 | 1 | null

/** One of our own that the service has confirmed and not told. */
interface Confirmed {
  readonly message: Message
  /** What was shown last when it was confirmed. */
  readonly after: Message | undefined
}

/**
 * The messages of a channel as they are shown: what the service has told us, in its order, and at their places among
 * them our own that it has confirmed and not told (yet); then our own under way or failed. Each id stands once.
 */
export interface LogModel {
  /** How many were told. */
  readonly length: number
  readonly gaps: readonly Gap[]
  /** Everything in order. A new array each time: call once per snapshot. */
  list(): readonly Message[]
  /** Whether the service has told a message with this id. */
  has(id: string): boolean
  /** Position of the oldest stored message. */
  oldest(): Position | null
  /** A message that comes after all that were told. Returns it as it is shown. */
  append(received: ReceivedMessage): Message
  /**
   * A page of older messages, oldest first, that ends where the log begins. `isComplete: false`: the service says that
   * messages are missing between the page and the log, so a mark stands there.
   */
  prepend(messages: readonly ReceivedMessage[], isComplete?: boolean): void
  /** An own message on its way out, also one that is tried again. */
  addPending(message: Message): void
  /** The service has it. Where we are attached, it will also tell it; elsewhere history may. */
  confirm(receipt: PublishReceipt): void
  /** Returns whether the message was there and under way. */
  fail(id: string, error: RealtimeError): boolean
  readonly discard: (id: string) => void
  /** Marks that messages are missing at the end. `null`: there is a mark already, with nothing after it. */
  addGap(): Gap | null
  /** Drops the oldest beyond `keep`. Own pending and failed ones stay. Returns whether anything went. */
  trim(keep: number): boolean
  /** Forgets everything but our own unsent messages. */
  clear(): void
}

export function createLogModel(compare: ComparePositions): LogModel {
  let told: Message[] = []
  let gaps: readonly Gap[] = []
  let gapCount = 0
  const ids = new Set<string>()
  const confirmed = new Map<string, Confirmed>()
  /** While it is still among them. */
  let newestConfirmed = ''
  const pending = new Map<string, Message>()

  /** Whether the service hadn't told it before; from now on it has, and it is no longer only ours. */
  function isNew(id: string): boolean {
    if (ids.has(id)) return false
    pending.delete(id)
    confirmed.delete(id)
    ids.add(id)
    return true
  }

  /** Where its position says, and where that says nothing, behind what was there when it was confirmed. */
  function placeOf({ message, after }: Confirmed, sent: readonly Message[]): number {
    const last = sent.at(-1)
    // Nearly always, and then without a look at the others.
    if (last && isBefore(last, message)) return sent.length
    const next = sent.findIndex((other) => isBefore(message, other))
    const earlier = next === -1 ? sent : sent.slice(0, next)
    return earlier.findLastIndex((other) => other === after || isBefore(other, message)) + 1
  }

  /** What stands before the oldest told message comes back with the page it belongs to. */
  function dropEarly(): void {
    const first = told.find(isStored)
    if (!first) return
    for (const [id, { message }] of confirmed) if (isBefore(message, first)) confirmed.delete(id)
  }

  function isBefore(a: Message, b: Message): boolean {
    return a.position !== null && b.position !== null && compare(a.position, b.position) === -1
  }

  /** `null`: there is a mark already. */
  function mark(afterId: string | null): Gap | null {
    if (gaps.some((gap) => gap.afterId === afterId)) return null
    const gap: Gap = { id: `gap-${(gapCount += 1)}`, afterId }
    gaps = [...gaps, gap]
    return gap
  }

  return {
    get length() {
      return told.length
    },
    get gaps() {
      return gaps
    },
    list() {
      const sent = [...told]
      for (const own of confirmed.values()) sent.splice(placeOf(own, sent), 0, own.message)
      return [...sent, ...pending.values()]
    },
    has: (id) => ids.has(id),
    oldest: () => told.find(isStored)?.position ?? null,
    append(received) {
      const message = asSent(received)
      if (isNew(message.id)) told.push(message)
      return message
    },
    prepend(messages, isComplete = true) {
      const older = messages.filter(({ id }) => isNew(id)).map(asSent)
      told = [...older, ...told]
      const afterId = older.at(-1)?.id
      // A mark before everything that was told stands behind what came before that.
      if (afterId !== undefined && gaps.some((gap) => gap.afterId === null)) {
        gaps = gaps.map((gap) => (gap.afterId === null ? { ...gap, afterId } : gap))
      }
      if (!isComplete) mark(afterId ?? null)
      dropEarly()
    },
    addPending(message) {
      const { id } = message
      if (ids.has(id) || confirmed.has(id)) return
      // One that is tried again leaves last, so it stands last.
      pending.delete(id)
      pending.set(id, message)
    },
    confirm({ id, position, timestamp }) {
      const message = pending.get(id)
      if (!message) return
      pending.delete(id)
      const after = confirmed.get(newestConfirmed)?.message ?? told.at(-1)
      newestConfirmed = id
      confirmed.set(id, { message: { ...asSent(message), position, timestamp, error: undefined }, after })
    },
    fail(id, error) {
      const message = pending.get(id)
      if (!message) return false
      pending.set(id, { ...message, status: 'failed', error })
      return true
    },
    discard: (id) => void pending.delete(id),
    addGap: () => mark(told.at(-1)?.id ?? null),
    trim(keep) {
      for (const id of confirmed.keys()) if (confirmed.size > keep) confirmed.delete(id)
      const surplus = told.length - keep
      if (surplus <= 0) return false
      for (const { id } of told.splice(0, surplus)) ids.delete(id)
      dropEarly()
      const kept = gaps.filter(({ afterId }) => afterId !== null && ids.has(afterId))
      if (kept.length < gaps.length) gaps = kept
      return true
    },
    clear() {
      told = []
      ids.clear()
      confirmed.clear()
      gaps = []
    },
  }
}

function asSent(message: ReceivedMessage): Message {
  return { ...message, status: 'sent' }
}

function isStored({ position }: ReceivedMessage): boolean {
  return position !== null
}
