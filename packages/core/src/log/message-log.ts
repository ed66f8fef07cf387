import type { RealtimeError } from '@herenow/adapter'
import type { ChannelTypes, MessageOf, UntypedChannel } from '../channel/channel-types.ts'
import type { Store } from '../store/store.ts'

/** A place in the log where messages are missing that the service no longer has. */
export interface Gap {
  readonly id: string
  /** The message just before the gap; `null`: the gap stands before everything. */
  readonly afterId: string | null
}

/** History, live messages and our own pending ones, in order, without duplicates. */
export interface MessageLog<Types extends ChannelTypes = UntypedChannel> {
  readonly messages: readonly MessageOf<Types>[]
  readonly gaps: readonly Gap[]
  /** `pending`: the first page isn't here yet. `error`: it couldn't be had; live messages show all the same. */
  readonly status: 'pending' | 'ready' | 'error'
  readonly error: RealtimeError | null
  /** Whether `fetchOlder` would find more and has room for it: a log holds at most 5,000 messages. */
  readonly hasOlder: boolean
  readonly isFetchingOlder: boolean
  /** Why the last `fetchOlder` failed. The next one asks for the same page. */
  readonly fetchOlderError: RealtimeError | null
}

/** The log of a channel, shared by all who look at it. */
export interface MessageLogStore<Types extends ChannelTypes = UntypedChannel> extends Store<MessageLog<Types>> {
  /**
   * Loads the first page unless it is here or under way, and resolves once the log shows it. `limit`: messages,
   * default 50. Never rejects: see `status`.
   */
  load(limit?: number): Promise<void>
  /**
   * Loads the next older page, and resolves once the log shows it; joins a call under way. `limit`: messages, default
   * 50. Never rejects: see `fetchOlderError`.
   */
  fetchOlder(limit?: number): Promise<void>
}
