import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { createServer } from 'node:http'
import type { WebSocket } from 'ws'
import { WebSocketServer } from 'ws'
import type { Identity } from './access.ts'
import { Access } from './access.ts'
import type { ChannelOptions } from './channel.ts'
import { Channel } from './channel.ts'
import { Serials } from './channel-log.ts'
import type { ConnectionOptions, Transport } from './connection.ts'
import { Connection } from './connection.ts'
import { actions, parseFrame, Refusal } from './protocol.ts'
import { answerRest } from './rest.ts'

export interface StandInOptions extends Partial<ConnectionOptions>, Partial<ChannelOptions> {
  /** `app.id:secret`, as Ably writes keys. */
  readonly keys: readonly string[]
  /** Default: a free one. */
  readonly port?: number
}

/** A small service that answers the SDK of Ably as Ably's documentation says. */
export interface StandIn {
  readonly port: number
  /** As Ably does when its servers change: everybody has to come back. */
  disconnectAll(): void
  /** As Ably does when it can't vouch for a channel any more: everybody attached is told. */
  loseContinuity(channel: string): void
  stop(): Promise<void>
}

/** Starts it on this machine. */
export async function startStandIn(options: StandInOptions): Promise<StandIn> {
  const standIn = new Server(options)
  await standIn.listen(options.port ?? 0)
  return standIn
}

const minutes = 60_000

class Server implements StandIn {
  port = 0
  readonly #options: ConnectionOptions & ChannelOptions
  readonly #access: Access
  readonly #serials = new Serials(randomBytes(6).toString('hex'))
  readonly #channels = new Map<string, Channel>()
  readonly #connections = new Map<string, Connection>()
  readonly #expiries = new Map<Connection, NodeJS.Timeout>()
  readonly #sockets = new WebSocketServer({ noServer: true })
  readonly #server = createServer((request, response) => {
    void answerRest({ access: this.#access, channel: this.#channel }, request, response)
  })

  constructor({ keys, ...options }: StandInOptions) {
    this.#access = new Access(keys)
    this.#options = {
      connectionStateTtl: 2 * minutes,
      maxIdleInterval: 15_000,
      maxMessageSize: 65_536,
      maxPublishRate: Number.POSITIVE_INFINITY,
      retention: 2 * minutes,
      continuity: 2 * minutes,
      presenceGrace: 15_000,
      ...options,
    }
  }

  async listen(port: number): Promise<void> {
    this.#server.on('upgrade', (request, socket, head) => {
      this.#sockets.handleUpgrade(request, socket, head, (webSocket) => this.#accept(webSocket, request))
    })
    this.#server.listen(port, '127.0.0.1')
    await once(this.#server, 'listening')
    const address = this.#server.address()
    if (address === null || typeof address === 'string') throw new Error('The stand-in has no port')
    this.port = address.port
  }

  disconnectAll(): void {
    for (const connection of this.#connections.values()) {
      connection.disconnect(new Refusal(80003, 400, 'The service is moving').wire)
    }
  }

  loseContinuity(name: string): void {
    this.#channel(name).loseContinuity()
  }

  async stop(): Promise<void> {
    for (const timer of this.#expiries.values()) clearTimeout(timer)
    for (const connection of this.#connections.values()) connection.end()
    for (const channel of this.#channels.values()) channel.members.stop()
    for (const socket of this.#sockets.clients) socket.terminate()
    this.#server.closeAllConnections()
    this.#server.close()
    await once(this.#server, 'close')
  }

  readonly #channel = (name: string): Channel => {
    const known = this.#channels.get(name)
    if (known) return known
    const made = new Channel(name, this.#serials, this.#options)
    this.#channels.set(name, made)
    return made
  }

  #accept(socket: WebSocket, request: IncomingMessage): void {
    const transport: Transport = {
      send(frame) {
        if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(frame))
      },
      end: () => socket.close(1000),
    }
    const { searchParams } = new URL(request.url ?? '/', 'http://localhost')
    try {
      const connection = this.#connect(searchParams, transport)
      this.#follow(socket, connection, transport, searchParams.get('heartbeats') === 'true')
    } catch (problem) {
      if (!(problem instanceof Refusal)) throw problem
      transport.send({ action: actions.error, error: problem.wire })
      transport.end()
    }
  }

  #connect(params: URLSearchParams, transport: Transport): Connection {
    if (params.get('format') === 'msgpack') throw new Refusal(40000, 400, 'The stand-in speaks JSON only')
    const identity = this.#identify(params)
    const resumeKey = params.get('resume') ?? params.get('recover')
    const before = resumeKey === null ? undefined : this.#connections.get(resumeKey)
    clearTimeout(before && this.#expiries.get(before))
    const connection = before ?? this.#create(identity, params.get('echo') !== 'false')
    const isLost = resumeKey !== null && !before
    connection.open(transport, identity, isLost ? new Refusal(80018, 400, 'Invalid connectionKey').wire : undefined)
    return connection
  }

  #identify(params: URLSearchParams): Identity {
    const key = params.get('key')
    const token = params.get('access_token') ?? params.get('accessToken')
    const clientId = params.get('clientId')
    if (key !== null) return this.#access.withKey(key, clientId)
    if (token !== null) return this.#access.withToken(token, clientId)
    throw new Refusal(40101, 401, 'No authentication information provided')
  }

  #create(identity: Identity, echo: boolean): Connection {
    const made = new Connection({
      options: this.#options,
      identity,
      echo,
      channel: this.#channel,
      withToken: (token, clientId) => this.#access.withToken(token, clientId),
    })
    this.#connections.set(made.key, made)
    return made
  }

  #follow(socket: WebSocket, connection: Connection, transport: Transport, inFrames: boolean): void {
    const beat = setInterval(() => {
      if (inFrames) transport.send({ action: actions.heartbeat })
      else socket.ping()
    }, this.#options.maxIdleInterval / 2)
    socket.on('message', (data) => this.#receive(connection, transport, (data as Buffer).toString()))
    // Whatever it is, the end of the socket follows.
    socket.on('error', () => {})
    socket.on('close', () => {
      clearInterval(beat)
      if (!connection.broke(transport)) return
      const end = (): void => this.#end(connection)
      this.#expiries.set(connection, setTimeout(end, this.#options.connectionStateTtl))
    })
  }

  #receive(connection: Connection, transport: Transport, text: string): void {
    try {
      const frame = parseFrame(text)
      if (frame.action === actions.disconnect) return transport.end()
      if (frame.action !== actions.close) return connection.receive(frame)
      transport.send({ action: actions.closed })
      this.#end(connection)
      transport.end()
    } catch (problem) {
      if (!(problem instanceof Refusal)) throw problem
      transport.send({ action: actions.disconnected, error: problem.wire })
      transport.end()
    }
  }

  #end(connection: Connection): void {
    clearTimeout(this.#expiries.get(connection))
    this.#expiries.delete(connection)
    this.#connections.delete(connection.key)
    connection.end()
  }
}
