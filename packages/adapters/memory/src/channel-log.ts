import type {
  AdapterHistoryPage,
  AttachOptions,
  HistoryQuery,
  MessageMeta,
  OutgoingMessage,
  Position,
  PublishOutcome,
  PublishStored,
  ReceivedMessage,
  UserInfo,
} from '@herenow/adapter'
import { capabilities } from './capabilities.ts'
import { copied, jsonBytes } from './json.ts'
import { serviceError } from './memory-error.ts'

/** Messages kept per channel, and ids of others that are known. */
const mostKept = 1_000

/** Who publishes. */
export interface Author {
  readonly clientId: string
  readonly info: UserInfo | null
  readonly connectionId: string | null
}

/** What became of a message, and the message if it is to be delivered. */
export interface Publication {
  readonly outcome: PublishOutcome
  readonly message: ReceivedMessage | null
}

/** Where an attachment starts, and what it missed. */
export interface AttachStart {
  readonly position: Position
  readonly recovered: boolean
  readonly replay: readonly ReceivedMessage[]
}

interface Kept {
  readonly message: ReceivedMessage
  readonly offset: number
  /** Milliseconds since 1970. */
  readonly expiresAt: number
}

/** The stored messages of one channel. Times are milliseconds since 1970. */
export class ChannelLog {
  readonly #channel: string
  readonly #epoch: string
  readonly #receipts = new Map<string, { readonly clientId: string; readonly receipt: PublishStored }>()
  #kept: Kept[] = []
  /** Ids of messages that aren't kept, or no more, and are still known, oldest first. */
  #unkeptIds: string[] = []
  /** The newest offset. */
  #top = 0
  /** Where what had to make room ended: offset and time. */
  #trimmed = { offset: 0, timestamp: Number.NEGATIVE_INFINITY }

  constructor(channel: string, epoch: string) {
    this.#channel = channel
    this.#epoch = epoch
  }

  publish(outgoing: OutgoingMessage, author: Author, now: number): Publication {
    const known = this.#receipts.get(outgoing.id)
    if (known !== undefined) return { outcome: this.#repeated(known, author), message: null }
    if (jsonBytes(outgoing.data) > capabilities.maxMessageBytes) {
      return { outcome: { error: this.#refusal('message_too_large', 'The message is too large.') }, message: null }
    }
    const { id, name, store, ttl } = outgoing
    const position = store ? { epoch: this.#epoch, offset: (this.#top += 1) } : null
    const receipt: PublishStored = { position, timestamp: now, duplicate: false }
    const message: ReceivedMessage = {
      id,
      channel: this.#channel,
      name,
      data: copied(outgoing.data),
      ...author,
      timestamp: now,
      position,
      meta: copied(outgoing.meta) as MessageMeta | null,
    }
    this.#receipts.set(id, { clientId: author.clientId, receipt })
    if (!store) this.#rememberUnkept([id])
    else this.#keep({ message, offset: this.#top, expiresAt: ttl === null ? Infinity : now + ttl * 1_000 })
    return { outcome: receipt, message }
  }

  attach({ since, rewind }: Pick<AttachOptions, 'since' | 'rewind'>, now: number): AttachStart {
    if (typeof since === 'number') {
      return this.#startingAt(this.#alive(now).filter(at(since)), since > this.#trimmed.timestamp)
    }
    if (since !== null) {
      const offset = this.#offsetIn(since)
      if (offset === null || offset > this.#top || offset < this.#trimmed.offset) return this.#startingAt([], false)
      const missed = this.#alive(now).filter((kept) => kept.offset > offset)
      return { position: since, recovered: true, replay: missed.map((kept) => kept.message) }
    }
    if (rewind === null) return this.#startingAt([], false)
    const wanted =
      typeof rewind === 'number'
        ? this.#alive(now).slice(-rewind)
        : this.#alive(now).filter(at(now - rewind.seconds * 1_000))
    return this.#startingAt(wanted, false)
  }

  history(query: HistoryQuery, now: number): AdapterHistoryPage {
    const { limit, direction, start = -Infinity, end = Infinity, after, before, until } = query
    const floor = after && this.#offsetIn(after)
    const bounds = [before && this.#offsetIn(before), until && this.#offsetIn(until)]
    if (bounds.includes(null)) return { items: [], next: null, complete: false }
    const [ceiling = Infinity, last = Infinity] = bounds.map((bound) => bound ?? undefined)
    const found = this.#alive(now).filter(
      ({ offset, message }) =>
        offset > (floor ?? 0) &&
        offset < ceiling &&
        offset <= last &&
        message.timestamp >= start &&
        message.timestamp <= end,
    )
    const inOrder = direction === 'forwards' ? found : found.reverse()
    const items = inOrder.slice(0, limit).map((kept) => kept.message)
    const edge = items.at(-1)?.position
    const more =
      inOrder.length > items.length && edge ? { [direction === 'forwards' ? 'after' : 'before']: edge } : null
    const complete = floor === undefined || (floor !== null && floor >= this.#trimmed.offset && floor <= this.#top)
    return { items, next: more && { ...query, ...more }, complete }
  }

  /** Forgets the messages. Positions go on, and a repeated message is still known. */
  clear(now: number): void {
    this.#rememberUnkept(this.#kept.map(({ message }) => message.id))
    this.#kept = []
    this.#trimmed = { offset: this.#top, timestamp: now }
  }

  #keep(kept: Kept): void {
    this.#kept.push(kept)
    const oldest = this.#kept.length > mostKept ? this.#kept.shift() : undefined
    if (oldest === undefined) return
    this.#trimmed = { offset: oldest.offset, timestamp: oldest.message.timestamp }
    this.#receipts.delete(oldest.message.id)
  }

  #rememberUnkept(ids: readonly string[]): void {
    this.#unkeptIds.push(...ids)
    const tooMany = this.#unkeptIds.splice(0, this.#unkeptIds.length - mostKept)
    for (const id of tooMany) this.#receipts.delete(id)
  }

  #alive(now: number): Kept[] {
    return this.#kept.filter((kept) => kept.expiresAt > now)
  }

  /** `null`: a position of another epoch, or of another service. */
  #offsetIn({ epoch, offset }: Position): number | null {
    return epoch === this.#epoch && typeof offset === 'number' ? offset : null
  }

  #startingAt(replay: readonly Kept[], recovered: boolean): AttachStart {
    const [first] = replay
    const offset = first === undefined ? this.#top : first.offset - 1
    return { position: { epoch: this.#epoch, offset }, recovered, replay: replay.map((kept) => kept.message) }
  }

  #repeated(known: { readonly clientId: string; readonly receipt: PublishStored }, author: Author): PublishOutcome {
    if (known.clientId === author.clientId) return { ...known.receipt, duplicate: true }
    return { error: this.#refusal('forbidden', 'The message id belongs to another client.') }
  }

  #refusal(code: 'forbidden' | 'message_too_large', message: string): ReturnType<typeof serviceError> {
    return serviceError(code, message, this.#channel)
  }
}

function at(start: number): (kept: Kept) => boolean {
  return ({ message }) => message.timestamp >= start
}
