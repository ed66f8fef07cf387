import type { MessageMeta, UserInfo } from '@herenow/adapter'
import type { ErrorBody } from './error-body.ts'

/** A position on the wire. Offsets of our server are whole numbers from 1 on. */
export interface WirePosition {
  readonly epoch: string
  readonly offset: number
}

/**
 * A message as servers send it: the same text for every receiver, live, replayed or from history. Its epoch is the one
 * that the channel's attach answer, or the history answer, tells.
 */
export interface WireMessage {
  readonly id: string
  readonly name: string
  readonly data: unknown
  readonly clientId: string
  readonly info?: UserInfo
  readonly connectionId?: string
  /** Milliseconds since 1970. */
  readonly timestamp: number
  /** Missing when the message is not stored. */
  readonly offset?: number
  readonly meta?: MessageMeta
}

/** A message as clients send it. */
export interface WireOutgoing {
  readonly id: string
  readonly name: string
  readonly data: unknown
  readonly meta?: MessageMeta
  /** `false`: don't store it. */
  readonly store?: false
  /** Seconds. */
  readonly ttl?: number
}

/** What a server reads in the place of a message that is malformed: it is refused, its neighbours are not. */
export interface MalformedOutgoing {
  /** What is wrong with it. */
  readonly malformed: string
}

/** What became of one published message. */
export type WireOutcome =
  | { readonly timestamp: number; readonly epoch?: string; readonly offset?: number; readonly duplicate?: true }
  | { readonly error: ErrorBody }
