import { isAfter } from './timetokens.ts'

/** A message as history keeps it. */
export interface StoredMessage {
  readonly timetoken: string
  readonly message: unknown
  readonly meta: unknown
  readonly uuid: string
}

export interface HistoryRange {
  /** Only what is older, itself excluded. */
  readonly start: string | null
  /** Only what isn't older, itself included. */
  readonly end: string | null
  readonly max: number
}

/** What history keeps. Survives a stop of the stand-in that it is handed to, as PubNub's does. */
export class Storage {
  readonly #channels = new Map<string, StoredMessage[]>()

  add(channel: string, message: StoredMessage): void {
    this.#of(channel).push(message)
  }

  /** The newest of the range, oldest first. */
  read(channel: string, { start, end, max }: HistoryRange): readonly StoredMessage[] {
    const within = this.#of(channel).filter(
      ({ timetoken }) => (start === null || isAfter(start, timetoken)) && (end === null || !isAfter(end, timetoken)),
    )
    return within.slice(-max)
  }

  count(channel: string, after: string): number {
    return this.#of(channel).filter(({ timetoken }) => isAfter(timetoken, after)).length
  }

  /** `start` excluded, `end` included, either may be missing. */
  remove(channel: string, start: string | null, end: string | null): void {
    const stays = this.#of(channel).filter(
      ({ timetoken }) => (start !== null && !isAfter(timetoken, start)) || (end !== null && isAfter(timetoken, end)),
    )
    this.#channels.set(channel, stays)
  }

  #of(channel: string): StoredMessage[] {
    const known = this.#channels.get(channel)
    if (known) return known
    const made: StoredMessage[] = []
    this.#channels.set(channel, made)
    return made
  }
}
