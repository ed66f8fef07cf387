import type { ClientItem, ClientRequest, Decoded, Hello, ServerItem, Welcome } from '@herenow/protocol'
import { decodeResult, decodeServerFrame, subprotocol } from '@herenow/protocol'
import type { ClientOptions } from 'ws'
import { WebSocket } from 'ws'

/** A request without its id. Fields are not checked: tests send wrong ones too. */
export interface RequestFields {
  readonly type: ClientRequest['type'] | 'signal'
  readonly [field: string]: unknown
}

type ItemOf<Type extends ServerItem['type']> = Extract<ServerItem, { readonly type: Type }>

export interface Closed {
  readonly code: number
  readonly reason: string
}

/** A client that is nothing but a WebSocket: what a test sends is what goes out, what arrives is kept in order. */
export class RawClient {
  readonly socket: WebSocket
  readonly received: ServerItem[] = []
  /** How many items each frame carried. */
  readonly frames: number[] = []
  readonly closed: Promise<Closed>
  /** Apart from the ids that tests choose themselves. */
  #nextId = 1_000
  #waiting: (() => void)[] = []
  #isClosed = false

  constructor(url: string, options: ClientOptions = {}, protocol: string = subprotocol) {
    this.socket = new WebSocket(url, protocol, options)
    this.socket.on('message', (data: Buffer) => this.#take(data.toString()))
    this.socket.on('error', () => {})
    this.closed = new Promise((resolve) => {
      this.socket.on('close', (code, reason) => {
        this.#isClosed = true
        this.#wake()
        resolve({ code, reason: reason.toString() })
      })
    })
  }

  async opened(): Promise<this> {
    if (this.socket.readyState === WebSocket.OPEN) return this
    await new Promise<void>((resolve, reject) => {
      this.socket.once('open', () => resolve())
      this.socket.once('error', reject)
    })
    return this
  }

  /** Opens, says `hello` and returns the welcome. */
  async hello(fields: Partial<Hello> = {}): Promise<Welcome> {
    await this.opened()
    this.send({ type: 'hello', version: 1, ...fields })
    return this.next('welcome')
  }

  send(...items: ClientItem[]): void {
    this.sendText(JSON.stringify(items.length === 1 ? items[0] : items))
  }

  sendText(text: string): void {
    this.socket.send(text)
  }

  /** Sends a request and returns its answer. */
  async ask(fields: RequestFields): Promise<ItemOf<'ok'> | ItemOf<'error'>> {
    const id = this.#nextId
    this.#nextId += 1
    this.sendText(JSON.stringify({ ...fields, id }))
    return this.answer(id)
  }

  async answer(id: number): Promise<ItemOf<'ok'> | ItemOf<'error'>> {
    const isAnswer = (item: ServerItem): item is ItemOf<'ok'> | ItemOf<'error'> =>
      (item.type === 'ok' || item.type === 'error') && item.id === id
    await this.until(() => this.received.some(isAnswer))
    const found = this.received.filter(isAnswer)
    if (found.length !== 1 || found[0] === undefined) throw new Error(`${found.length} answers to request ${id}`)
    return found[0]
  }

  /** Sends a request and reads its result; throws where it was refused. */
  async result<Kind extends keyof typeof decodeResult>(
    kind: Kind,
    fields: RequestFields,
  ): Promise<ReturnType<(typeof decodeResult)[Kind]>> {
    const answer = await this.ask(fields)
    if (answer.type === 'error') throw new Error(`${answer.error.code}: ${answer.error.message}`)
    return decodeResult[kind](answer.result) as ReturnType<(typeof decodeResult)[Kind]>
  }

  /** The code with which a request is refused, or `ok`. */
  async code(fields: RequestFields): Promise<string> {
    const answer = await this.ask(fields)
    return answer.type === 'error' ? answer.error.code : 'ok'
  }

  /** Sends a request that must be granted. */
  async grant(fields: RequestFields): Promise<void> {
    const answer = await this.ask(fields)
    if (answer.type === 'error') throw new Error(`${answer.error.code}: ${answer.error.message}`)
  }

  /** A round trip: everything that the server sent before has arrived when it resolves. */
  async barrier(): Promise<void> {
    await this.ask({ type: 'ping' })
  }

  /** Goes round and round to the server until something holds there. */
  async untilServer(holds: () => boolean): Promise<void> {
    while (!holds()) await this.barrier()
  }

  /** The item of this type that comes next, or has come and was not looked at yet. */
  async next<Type extends ServerItem['type']>(type: Type): Promise<ItemOf<Type>> {
    const isIt = (item: ServerItem): item is ItemOf<Type> => item.type === type
    await this.until(() => this.received.some(isIt))
    const index = this.received.findIndex(isIt)
    const [item] = this.received.splice(index, 1)
    if (item === undefined || !isIt(item)) throw new Error(`No ${type} came`)
    return item
  }

  all<Type extends ServerItem['type']>(type: Type): readonly ItemOf<Type>[] {
    return this.received.filter((item): item is ItemOf<Type> => item.type === type)
  }

  /** Waits until something holds, looking whenever a frame comes. Rejects when the socket closes first. */
  async until(holds: () => boolean): Promise<void> {
    while (!holds()) {
      if (this.#isClosed) throw new Error('The socket closed first')
      await new Promise<void>((resolve) => this.#waiting.push(resolve))
    }
  }

  async close(code = 1000): Promise<Closed> {
    this.socket.close(code)
    return this.closed
  }

  #take(text: string): void {
    const decoded = decodeServerFrame(text)
    this.frames.push(decoded.length)
    this.received.push(...decoded.map(itemOf))
    this.#wake()
  }

  #wake(): void {
    const waiting = this.#waiting
    this.#waiting = []
    for (const wake of waiting) wake()
  }
}

function itemOf(decoded: Decoded<ServerItem>): ServerItem {
  if (decoded.item !== undefined) return decoded.item
  throw new Error(`The server sent something malformed: ${decoded.problem.message}`)
}
