import type { Socket } from '@herenow/adapter'
import type { Channel, Client, Env } from '@herenow/core'
import { createClient } from '@herenow/core'
import { createRealEnv, silentLogger } from '@herenow/testing'
import { websocket } from '@herenow/websocket'
import type { ManualClock } from '../src/testing/manual-clock.ts'

/** What there is instead of a socket while everything is cut. */
const noSocket: Socket = { send() {}, close() {} }

/** A core client on a real socket that can be cut, in a test's time. */
export class Person {
  readonly client: Client
  readonly channel: Channel
  /** What they mean to say of themselves; `null`: they take no part. */
  state: number | null = null
  isCut = false
  #loseSocket: () => void = () => {}

  constructor(url: string, clientId: string, channel: string, clock: ManualClock) {
    const real = createRealEnv()
    const createSocket: Env['createSocket'] = (address, protocols, listener) => {
      if (this.isCut) {
        queueMicrotask(() => listener.onClose(1006, ''))
        return noSocket
      }
      let isLost = false
      const socket = real.createSocket(address, protocols, {
        onOpen: (protocol) => isLost || listener.onOpen(protocol),
        onMessage: (data) => isLost || listener.onMessage(data),
        onClose: (code, reason) => isLost || listener.onClose(code, reason),
      })
      this.#loseSocket = () => {
        if (isLost) return
        isLost = true
        socket.close(4999)
        listener.onClose(1006, '')
      }
      return socket
    }
    const env: Env = { ...real, clock, createSocket }
    this.client = createClient({ adapter: websocket(url), clientId, env, log: silentLogger })
    this.channel = this.client.channel(channel)
  }

  /** Follows the channel, and resolves when that stands. */
  async arrive(): Promise<void> {
    await this.channel.attach()
  }

  /** Loses the connection without a word; there is none until `restore`. */
  cut(): void {
    this.isCut = true
    this.#loseSocket()
  }

  async restore(): Promise<void> {
    this.isCut = false
    const connected = this.client.connection.once('connected')
    this.client.connection.connect()
    await connected
  }

  /** A round trip: what was said has been heard on both sides. */
  async barrier(): Promise<void> {
    if (!this.isCut) await this.client.connection.ping()
  }

  /** Everybody as this person sees them: states of all connections by client id. */
  sees(): ReadonlyMap<string, readonly unknown[]> {
    const { list } = this.channel.presence.members.getState()
    return new Map(list.map(({ clientId, connections }) => [clientId, connections.map(({ state }) => state)]))
  }
}
