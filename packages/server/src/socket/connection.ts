import type { UserInfo } from '@herenow/adapter'
import type { ErrorBody, ErrorItem } from '@herenow/protocol'
import { encodeItem } from '@herenow/protocol'
import type { Bearer } from '../auth/auth.ts'
import type { PermissionGate } from '../auth/permission-gate.ts'
import type { Rights } from '../auth/rights.ts'
import { ChannelQueues } from '../channel/channel-queues.ts'
import type { Subscription } from '../channel/subscription.ts'
import { publisherText } from '../engine/message-draft.ts'
import type { ConnectionRecord } from './connection-registry.ts'
import type { Ending } from './ending.ts'
import type { Outgoing } from './outgoing.ts'
import type { PagedOutput } from './paged-output.ts'

/** The session that a connection is served by. */
export interface ConnectionOwner {
  /** Makes the client pay for work beyond what its requests are counted for, in requests. */
  charge(tokens: number): void
  /** Ends the session, since the server failed in a way that no answer can tell. */
  failed(error: unknown): void
  /** Ends the session; later calls do nothing. */
  end(ending: Ending): void
  /** Ends the session then, in milliseconds since 1970, as if its token ended; `null`: not by itself. */
  expireAt(time: number | null): void
}

/** What a connection is made of. */
export interface ConnectionParts {
  readonly record: ConnectionRecord
  /** How the client calls it. */
  readonly name: string | undefined
  readonly info: UserInfo | null
  /** Where the client is. Empty on a socket of the file system. */
  readonly address: string
  readonly rights: Rights
  readonly bearer: Bearer
  readonly outgoing: Outgoing
  readonly pagedOutput: PagedOutput
  readonly owner: ConnectionOwner
}

/** A client on a socket, after its `hello`: who it is, what it may do and what it is attached to. */
export class Connection {
  readonly record: ConnectionRecord
  readonly connectionId: string
  readonly clientId: string
  readonly name: string | undefined
  /** Where the client is. Empty on a socket of the file system. */
  readonly address: string
  readonly outgoing: Outgoing
  readonly pagedOutput: PagedOutput
  readonly #owner: ConnectionOwner
  rights: Rights
  /** Who it is by its newest token, or by its request. */
  bearer: Bearer
  /** What the app has to say about requests; `null`: it isn't asked. */
  gate: PermissionGate | null = null
  /** Numbers the tokens that the client has sent, so that the newest counts whichever is checked first. */
  tokensSent = 0
  tokenTaken = 0
  #info: UserInfo | null
  #publisher: string
  readonly subscriptions: Map<string, Subscription> = new Map()
  readonly channelQueues: ChannelQueues = new ChannelQueues()
  /** See `ConnectionRecord`. */
  readonly onHold: Set<string>
  /** Its session is over: what still waits for its turn must not happen. */
  isOver = false

  constructor(parts: ConnectionParts) {
    this.record = parts.record
    this.connectionId = parts.record.connectionId
    this.clientId = parts.record.clientId
    this.name = parts.name
    this.address = parts.address
    this.onHold = parts.record.onHold
    this.rights = parts.rights
    this.bearer = parts.bearer
    this.outgoing = parts.outgoing
    this.pagedOutput = parts.pagedOutput
    this.#owner = parts.owner
    this.#info = parts.info
    this.#publisher = publisherOf(parts)
  }

  /** How the log names it. */
  get about(): Pick<Connection, 'connectionId' | 'clientId'> & { readonly name?: string } {
    const { connectionId, clientId, name } = this
    return { connectionId, clientId, ...(name === undefined ? {} : { name }) }
  }

  /** What others see of the user. */
  get info(): UserInfo | null {
    return this.#info
  }

  set info(info: UserInfo | null) {
    this.#info = info
    this.#publisher = publisherOf({ record: this.record, info })
  }

  /** The publisher's part of its messages, encoded once. */
  get publisher(): string {
    return this.#publisher
  }

  /** Makes the client pay for work beyond what its requests are counted for, in requests. */
  charge(tokens: number): void {
    this.#owner.charge(tokens)
  }

  /** Ends the session, since the server failed in a way that no answer can tell. */
  failed(error: unknown): void {
    this.#owner.failed(error)
  }

  /** Ends the session; later calls do nothing. */
  end(ending: Ending): void {
    this.#owner.end(ending)
  }

  /** Ends the session then, in milliseconds since 1970, as if its token ended; `null`: not by itself. */
  expireAt(time: number | null): void {
    this.#owner.expireAt(time)
  }

  /** Answers a request. Returns how many characters that took. */
  ok(id: number, result: object = {}): number {
    const text = encodeItem({ type: 'ok', id, result })
    this.outgoing.send(text)
    return text.length
  }

  /** Answers a request, or without `id` reports something that belongs to none. */
  error(error: ErrorBody, address: { readonly id?: number | undefined; readonly channel?: string | undefined }): void {
    const { id, channel } = address
    const item: ErrorItem = {
      type: 'error',
      ...(id === undefined ? {} : { id }),
      ...(channel === undefined ? {} : { channel }),
      error,
    }
    this.outgoing.send(encodeItem(item))
  }
}

function publisherOf({ record, info }: Pick<ConnectionParts, 'record' | 'info'>): string {
  const { clientId, connectionId } = record
  return publisherText({ clientId, connectionId, ...(info === null ? {} : { info }) })
}
