import { randomBytes } from 'node:crypto'
import type { Identity } from './access.ts'
import { isAllowed, mustBeAllowed } from './access.ts'
import type { Attachable, Channel } from './channel.ts'
import type { Frame, WireError, WirePresence } from './protocol.ts'
import { actions, allModes, flags, Refusal } from './protocol.ts'

export interface ConnectionOptions {
  /** Milliseconds for which a broken connection can be resumed. */
  readonly connectionStateTtl: number
  /** Milliseconds within which a client always hears something. */
  readonly maxIdleInterval: number
  /** Bytes of what is published at once. */
  readonly maxMessageSize: number
  /** Messages that a connection may publish in a second. */
  readonly maxPublishRate: number
}

export interface ConnectionNeeds {
  readonly options: ConnectionOptions
  readonly identity: Identity
  readonly echo: boolean
  readonly channel: (name: string) => Channel
  readonly withToken: (token: string, clientId: string | null) => Identity
}

/** Milliseconds before a token ends at which its client is asked for another. */
const reminder = 30_000

/** What a connection may look like on the wire. */
export interface Transport {
  send(frame: Frame): void
  end(): void
}

/** One client's connection, over as many transports as it takes. */
export class Connection implements Attachable {
  readonly id: string = randomBytes(8).toString('base64url').replaceAll(/\W/g, 'x')
  readonly key: string = randomBytes(16).toString('hex')
  readonly echo: boolean
  readonly #needs: ConnectionNeeds
  readonly #channels = new Set<Channel>()
  /** Answers by the number of the request, for those that are sent again. */
  readonly #answers = new Map<number, Frame>()
  #identity: Identity
  #transport: Transport | null = null
  #expiry: NodeJS.Timeout | undefined
  #published: number[] = []

  constructor(needs: ConnectionNeeds) {
    this.#needs = needs
    this.#identity = needs.identity
    this.echo = needs.echo
  }

  send(frame: Frame): void {
    this.#transport?.send(frame)
  }

  /** Goes on over this transport. `error`: why an earlier connection couldn't be resumed. */
  open(transport: Transport, identity: Identity, error?: WireError): void {
    const before = this.#transport
    if (before) {
      this.broke(before)
      before.end()
    }
    this.#transport = transport
    this.#identity = identity
    this.#greet(error)
    this.#watchExpiry()
  }

  /** The transport broke. Returns whether it was this connection's. */
  broke(transport: Transport): boolean {
    if (this.#transport !== transport) return false
    this.#transport = null
    clearTimeout(this.#expiry)
    for (const channel of this.#channels) channel.broke(this)
    return true
  }

  /** Nobody comes back any more. */
  end(): void {
    clearTimeout(this.#expiry)
    for (const channel of this.#channels) {
      channel.detach(this)
      channel.members.gone(this.id)
    }
    this.#channels.clear()
    this.#transport = null
  }

  /** Has its client get another token, or lose the connection. */
  disconnect(error: WireError): void {
    this.send({ action: actions.disconnected, error })
    this.#transport?.end()
  }

  receive(frame: Frame): void {
    const { action, channel = '', msgSerial } = frame
    switch (action) {
      case actions.heartbeat:
        return this.send({ action, ...(frame.id !== undefined && { id: frame.id }) })
      case actions.attach:
        return this.#orElse(channel, () => this.#attach(channel, frame))
      case actions.detach:
        return this.#detach(channel)
      case actions.message:
      case actions.presence:
        return this.#answer(msgSerial ?? 0, frame)
      case actions.auth:
        return this.#authenticate(frame.auth?.accessToken ?? '')
    }
  }

  #greet(error?: WireError): void {
    const { connectionStateTtl, maxIdleInterval, maxMessageSize } = this.#needs.options
    const { clientId } = this.#identity
    this.send({
      action: actions.connected,
      connectionId: this.id,
      ...(error && { error }),
      connectionDetails: {
        connectionKey: this.key,
        ...(clientId !== null && { clientId }),
        connectionStateTtl,
        maxIdleInterval,
        maxMessageSize,
      },
    })
  }

  #watchExpiry(): void {
    clearTimeout(this.#expiry)
    const { expires } = this.#identity
    if (expires === null) return
    const left = expires - Date.now()
    const end = (): void => this.disconnect(new Refusal(40142, 401, 'Token expired').wire)
    const remind = (): void => {
      this.send({ action: actions.auth })
      this.#expiry = setTimeout(end, expires - Date.now())
    }
    this.#expiry = left > reminder ? setTimeout(remind, Math.min(left - reminder, 2 ** 31 - 1)) : setTimeout(end, left)
  }

  /** Tells a channel's error, or runs `work`. */
  #orElse(channel: string, work: () => void): void {
    try {
      work()
    } catch (problem) {
      if (!(problem instanceof Refusal)) throw problem
      this.send({ action: actions.error, channel, error: problem.wire })
    }
  }

  #attach(name: string, frame: Frame): void {
    checkName(name)
    const wanted = (frame.flags ?? 0) & allModes || allModes
    const modes = wanted & this.#allowedModes(name)
    if (modes === 0) mustBeAllowed(this.#identity.capability, name, 'subscribe')
    const channel = this.#needs.channel(name)
    this.#channels.add(channel)
    channel.attach(this, frame, modes)
  }

  #allowedModes(name: string): number {
    const may = (operation: string): boolean => isAllowed(this.#identity.capability, name, operation)
    return (
      (may('subscribe') ? flags.subscribe | flags.presenceSubscribe : 0) |
      (may('publish') ? flags.publish : 0) |
      (may('presence') ? flags.presence : 0)
    )
  }

  #detach(name: string): void {
    const channel = this.#needs.channel(name)
    this.#channels.delete(channel)
    channel.detach(this)
    channel.members.gone(this.id)
    this.send({ action: actions.detached, channel: name })
  }

  #answer(msgSerial: number, frame: Frame): void {
    const known = this.#answers.get(msgSerial)
    const answer = known ?? this.#carryOut(msgSerial, frame)
    this.#answers.set(msgSerial, answer)
    this.#answers.delete(msgSerial - 1_000)
    this.send(answer)
  }

  #carryOut(msgSerial: number, frame: Frame): Frame {
    try {
      const serials = frame.messages ? this.#publish(msgSerial, frame) : this.#changePresence(msgSerial, frame)
      return { action: actions.ack, msgSerial, count: 1, res: [{ serials }] }
    } catch (problem) {
      if (!(problem instanceof Refusal)) throw problem
      return { action: actions.nack, msgSerial, count: 1, error: problem.wire }
    }
  }

  #publish(msgSerial: number, { channel = '', messages = [] }: Frame): string[] {
    const { capability, clientId } = this.#identity
    checkName(channel)
    mustBeAllowed(capability, channel, 'publish')
    checkSize(messages, this.#needs.options.maxMessageSize)
    for (const message of messages) {
      const isOther = message.clientId !== undefined && clientId !== '*' && message.clientId !== clientId
      if (isOther) throw new Refusal(40012, 400, 'Invalid clientId for the credentials')
    }
    this.#countPublish(messages.length)
    const author = clientId === '*' ? null : clientId
    return this.#needs.channel(channel).publish(this.id, author, `${this.id}:${msgSerial}`, messages)
  }

  #countPublish(messages: number): void {
    const now = Date.now()
    this.#published = this.#published.filter((at) => at > now - 1_000)
    if (this.#published.length + messages > this.#needs.options.maxPublishRate)
      throw new Refusal(42911, 429, 'Rate limit exceeded; connection has reached its maximum rate of messages')
    for (let count = 0; count < messages; count += 1) this.#published.push(now)
  }

  #changePresence(msgSerial: number, { channel = '', presence = [] }: Frame): string[] {
    const { capability, clientId } = this.#identity
    mustBeAllowed(capability, channel, 'presence')
    const it = this.#needs.channel(channel)
    if ((it.modesOf(this) & flags.presence) === 0) throw new Refusal(91000, 400, 'The channel is not attached')
    for (const [index, change] of presence.entries()) {
      const who = change.clientId ?? clientId
      if (who === null || who === '*') throw new Refusal(40012, 400, 'Presence needs a clientId')
      if (clientId !== '*' && who !== clientId) throw new Refusal(40012, 400, 'Invalid clientId for the credentials')
      const id = `${this.id}:${msgSerial}:${index}`
      const complete: WirePresence = { ...change, id, clientId: who, connectionId: this.id, timestamp: Date.now() }
      it.members.change(complete)
    }
    return []
  }

  #authenticate(token: string): void {
    const { clientId } = this.#identity
    try {
      this.#identity = this.#needs.withToken(token, clientId)
    } catch (problem) {
      if (!(problem instanceof Refusal)) throw problem
      this.send({ action: actions.error, error: problem.wire })
      return this.#transport?.end()
    }
    this.#greet()
    this.#watchExpiry()
    for (const channel of this.#channels) {
      if (this.#allowedModes(channel.name) !== 0) continue
      this.#channels.delete(channel)
      channel.detach(this)
      this.#orElse(channel.name, () => mustBeAllowed(this.#identity.capability, channel.name, 'subscribe'))
    }
  }
}

function checkName(name: string): void {
  const isGood = name !== '' && !name.startsWith(':') && !/[\n\r]/.test(name)
  if (!isGood) throw new Refusal(40010, 400, 'Invalid channel name')
}

/** Counts what Ably counts: names, data, client ids and extras. */
function checkSize(messages: NonNullable<Frame['messages']>, most: number): void {
  const bytes = (value: unknown): number => {
    if (value === undefined || value === null) return 0
    return Buffer.byteLength(typeof value === 'string' ? value : JSON.stringify(value))
  }
  const size = messages
    .flatMap(({ name, data, clientId, extras }) => [name, data, clientId, extras].map(bytes))
    .reduce((sum, it) => sum + it, 0)
  if (size <= most) return
  const problem = `Maximum message length exceeded (size was ${size} bytes, limit is ${most} bytes)`
  throw new Refusal(40009, 400, problem)
}
