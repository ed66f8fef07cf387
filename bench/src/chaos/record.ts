/** What became of one message, as its publisher was told. */
export interface PublishedMessage {
  readonly key: number
  /** `unknown`: it failed after it had been attempted, so it may be there or not. */
  readonly outcome: 'confirmed' | 'failed' | 'unknown'
  /** The receipt's position; 0 without one. */
  readonly offset: number
  readonly epoch: string
}

/** A message as the server keeps it. */
export interface StoredMessage {
  readonly key: number
  readonly offset: number
}

/** What one client heard of one channel, by listener and log. Arrays of numbers: there are millions. */
export interface HeardChannel {
  readonly keys: readonly number[]
  readonly offsets: readonly number[]
  /** How many messages had been heard when a gap was declared, one entry a gap. */
  readonly gaps: readonly number[]
  /** The log's messages at the end, own unsent ones left out. */
  readonly log: readonly number[]
  readonly unsent: readonly UnsentMessage[]
}

/** An own message that the log still shows as sending or failed. */
interface UnsentMessage {
  readonly key: number
  /** Why it failed; `null`: it is still on its way. */
  readonly error: string | null
}

/** Who one client saw in the presence channel: how many connections of each. */
export type SeenMembers = ReadonlyMap<string, number>

/** Everything that a run is judged by. */
export interface RunRecord {
  /** By channel, what publishers were told, in publish order for each of them. */
  readonly published: ReadonlyMap<string, readonly PublishedMessage[]>
  /** By channel, the server's history in its order. */
  readonly stored: ReadonlyMap<string, readonly StoredMessage[]>
  /** By client, then by channel. */
  readonly heard: ReadonlyMap<string, ReadonlyMap<string, HeardChannel>>
  /** By channel, all epochs that anybody was told. */
  readonly epochs: ReadonlyMap<string, ReadonlySet<string>>
  /** Who takes part at the end. */
  readonly present: ReadonlySet<string>
  /** By client. */
  readonly seen: ReadonlyMap<string, SeenMembers>
  /** Unhandled rejections, crashes, clients that gave up, and whatever else must never happen. */
  readonly mishaps: readonly string[]
}
