import type { Clock, HistoryDirection, Logger, Random } from '@herenow/adapter'
import type { EncodedMessage, ErrorBody, WirePosition } from '@herenow/protocol'
import type { Outbox } from './outbox.ts'

/** How much of a channel is kept. */
export interface Retention {
  /** The newest so many messages … */
  readonly messages: number
  /** … for so long. What is younger than two minutes is kept beyond `messages` too. */
  readonly seconds: number
}

/**
 * What a confirmed message survives. `memory`: nothing but lost connections. `os`: the end of the process, but after a
 * power cut the last messages may be gone. `disk`: a power cut too.
 */
export type Durability = 'memory' | 'os' | 'disk'

/** A message on its way into an engine. */
export interface EngineMessage {
  /** Made by the publisher; the same id again is the same message. */
  readonly id: string
  readonly clientId: string
  /** The message as JSON text, complete but for what the engine decides (see `completeMessage`). */
  readonly draft: string
  /** `false`: order it, remember its id, but keep it out of history. */
  readonly store: boolean
  /** Seconds after which history forgets it, or `null`: as the retention says. */
  readonly ttl: number | null
}

/** What became of one message. */
export type EngineOutcome =
  /** It is new. `position` is `null` when it isn't stored; `text` is what to send. */
  | {
      readonly kind: 'accepted'
      readonly timestamp: number
      readonly position: WirePosition | null
      readonly text: EncodedMessage
    }
  /** The same client published this id before: here is the first receipt. */
  | { readonly kind: 'known'; readonly timestamp: number; readonly position: WirePosition | null }
  | { readonly kind: 'refused'; readonly error: ErrorBody }

/** A message as history has it. */
export interface StoredMessage {
  readonly offset: number
  /** Milliseconds since 1970; never falls within a channel. */
  readonly timestamp: number
  readonly text: EncodedMessage
}

/** Where to start reading a channel. */
export type Start = { readonly last: number } | { readonly since: number }

/** How far a channel has got, and how far back history reaches. */
export interface ChannelPosition {
  readonly epoch: string
  /** Offset of the newest message; 0 before the first. */
  readonly top: number
  /** Every stored message after this offset is still there, except those whose own time to live has ended. */
  readonly floor: number
  /** Every message from this time on is still there. Milliseconds since 1970. */
  readonly reachesBackTo: number
  /** Offset just before the first message that the question named; `top` without a question. */
  readonly start: number
  /** The epoch before this one, and up to which offset the channel is the same in both. */
  readonly previous?: { readonly epoch: string; readonly kept: number } | undefined
}

/** Which stored messages to read. All bounds hold at once; offsets are compared within one epoch only. */
export interface EngineQuery {
  readonly limit: number
  readonly direction: HistoryDirection
  /** Milliseconds since 1970, inclusive. */
  readonly start?: number | undefined
  readonly end?: number | undefined
  /** Exclusive. */
  readonly before?: WirePosition | undefined
  /** Exclusive. */
  readonly after?: WirePosition | undefined
  /** Inclusive. */
  readonly until?: WirePosition | undefined
}

export interface EnginePage {
  readonly epoch: string
  /** Offset of the newest message of the channel when the page was read. */
  readonly top: number
  readonly messages: readonly StoredMessage[]
  /** Something is left in this direction. */
  readonly more: boolean
  /** Nothing is missing between `after` and the page. `true` without `after`. */
  readonly complete: boolean
}

/** What an engine may use. */
export interface EngineContext {
  readonly clock: Clock
  readonly random: Random
  readonly log: Logger
  /** Runs `callback` once all that has arrived at the sockets by now has been handled: the time to store it together. */
  afterInput(callback: () => void): void
  /** Whether somebody is attached to the channel: then it counts as in use, and what is bounded is taken from others. */
  isAttached?(channel: string): boolean
}

/**
 * Stores and orders messages. Offsets of a channel grow and are never used twice within an epoch; an epoch ends when
 * continuity can't be proved. `timestamp` follows the wall clock and never falls within a channel; retention, times to
 * live and the two minutes of ids count from the time of storing, on a clock that no setting of the wall clock moves.
 * Reading a channel never makes one.
 */
export interface Engine {
  /** What a channel may ask of it. */
  readonly durabilities: readonly Durability[]
  /** Keeps events for webhooks while the engine is open. Without one they wait in memory. */
  readonly outbox?: Outbox | undefined
  /** Called once, before anything else. Rejects when the engine can't work. */
  open(context: EngineContext): Promise<void>
  /**
   * Takes messages of one channel in order: calls in call order, and their promises settle in that order too. Settles
   * when the messages are as durable as the engine promises. Once a message is refused with a retryable error, the
   * later ones of the call are refused with a retryable `out_of_order`. Rejects only when nothing was stored.
   *
   * `durability` is one of `durabilities`; left out, the engine's own choice.
   */
  publish(
    channel: string,
    messages: readonly EngineMessage[],
    retention: Retention,
    durability?: Durability,
  ): Promise<readonly EngineOutcome[]>
  position(channel: string, start?: Start): Promise<ChannelPosition>
  /** At most 200 messages or 256 KiB, but at least one if there is one. */
  history(channel: string, query: EngineQuery): Promise<EnginePage>
  /**
   * Forgets the messages of a channel that were published before, as if retention had taken them all: offsets go on
   * where they were, the epoch stays, and ids count for their two minutes. Settles when the messages can't come back,
   * also where a power cut follows. A channel without messages is left alone.
   */
  removeHistory(channel: string): Promise<void>
  /**
   * Forgets one stored message, as if its own time to live had ended: its place stays empty, and its id counts on. In
   * line with the publishes of the channel. Settles when it can't come back, also where a power cut follows. Resolves
   * with whether there was such a message.
   */
  removeMessage(channel: string, id: string): Promise<boolean>
  close(): Promise<void>
}
