import type { Channel, Client } from '@herenow/core'
import { createClient } from '@herenow/core'
import type { FaultProxy, TestNetwork, TestVisibility } from '@herenow/testing'
import { createRealEnv, createTestEnv, faultProxy, recordingLogger } from '@herenow/testing'
import { websocket } from '@herenow/websocket'
import { channels, presenceChannel } from './channels.ts'
import { HeardRecorder } from './heard-recorder.ts'
import type { PlatformEvent, PresenceAction } from './plan.ts'
import { Publisher } from './publisher.ts'
import type { SeenMembers } from './record.ts'

export interface ParticipantOptions {
  readonly number: number
  readonly port: number
  readonly seed: number
  /** Whether it publishes, and whether it takes part in presence from the start. */
  readonly publishes: boolean
  readonly enters: boolean
  /** Milliseconds between attempts to connect; `null`: as clients do by themselves. */
  readonly reconnectInterval: number | null
  /** Milliseconds between two batches of a publisher in a channel. */
  readonly pause: number
  /** By channel, where epochs that were told are noted. */
  readonly epochs: ReadonlyMap<string, Set<string>>
  readonly mishap: (what: string) => void
}

/** One person of a run: a real client behind a proxy of its own. */
export class Participant {
  readonly name: string
  readonly proxy: FaultProxy
  readonly heard: ReadonlyMap<string, HeardRecorder>
  readonly publishers: ReadonlyMap<string, Publisher>
  readonly #client: Client
  readonly #network: TestNetwork
  readonly #visibility: TestVisibility
  readonly #presence: Channel['presence']
  #entered = false
  #updates = 0

  static async join(options: ParticipantOptions): Promise<Participant> {
    const { port, seed, enters } = options
    const proxy = await faultProxy({ target: `ws://127.0.0.1:${port}`, seed })
    const participant = new Participant(options, proxy)
    await participant.#attach()
    if (enters) await participant.#enter()
    return participant
  }

  private constructor(options: ParticipantOptions, proxy: FaultProxy) {
    const { number, publishes, reconnectInterval, pause, epochs, mishap } = options
    // The real world, but for what the platform says of network and page.
    const { network, visibility } = createTestEnv()
    this.name = `client-${number}`
    this.proxy = proxy
    this.#network = network
    this.#visibility = visibility
    this.#client = createClient({
      adapter: websocket(proxy.url, { reconnectInterval: reconnectInterval ?? undefined }),
      clientId: this.name,
      env: { ...createRealEnv(), network, visibility },
      log: recordingLogger(),
    })
    this.#client.on('error', (error) => {
      if (error.code === 'listener_failed') mishap(`${this.name}: ${error.message} ${String(error.cause)}`)
    })
    this.#client.connection.onFailed(({ reason }) => mishap(`${this.name} gave up: ${reason.code} ${reason.message}`))
    const all = channels.map(
      (name) => [name, this.#client.channel(name), epochs.get(name) ?? new Set<string>()] as const,
    )
    this.heard = new Map(all.map(([name, channel, told]) => [name, new HeardRecorder(channel, told)]))
    this.publishers = new Map(
      publishes ? all.map(([name, channel, told]) => [name, new Publisher(number, channel, pause, told)]) : [],
    )
    this.#presence = this.#client.channel(presenceChannel).presence
  }

  get isConnected(): boolean {
    return this.#client.connection.getState().status === 'connected'
  }

  /** Where it stands, for people: its connection, what it heard last of each channel, and what it has no answer to. */
  get situation(): string {
    const state = this.#client.connection.getState()
    const reason = state.status === 'disconnected' ? ` (${state.reason.code}: ${state.reason.message})` : ''
    const heard = channels.map((channel) => this.heard.get(channel)?.newest ?? 0).join('/')
    const unanswered = [...this.publishers.values()].map((publisher) => publisher.unanswered).join('/')
    const attached = channels.map((channel) => this.#client.channel(channel).state.getState().status).join('/')
    return `${this.name} ${state.status}${reason}, ${attached}, heard ${heard}, unanswered ${unanswered}`
  }

  /** Whether it wants to be present. */
  get isPresent(): boolean {
    return this.#entered
  }

  /** Whom it sees. */
  get seen(): SeenMembers {
    const { list } = this.#presence.members.getState()
    return new Map(list.map(({ clientId, connections }) => [clientId, connections.length]))
  }

  /** What the page is told of its surroundings. */
  platform(event: PlatformEvent): void {
    if (event === 'offline' || event === 'online') this.#network.set(event === 'online')
    else this.#visibility.emit(event)
  }

  /** Comes, changes or goes. The wish counts; the client makes it come true whenever it can. */
  presence(action: PresenceAction): void {
    this.#updates += 1
    const wish =
      action === 'leave'
        ? this.#presence.leave()
        : action === 'enter'
          ? this.#presence.enter({ updates: this.#updates })
          : this.#presence.update({ updates: this.#updates })
    this.#entered = action !== 'leave'
    // Settles late or with a lost connection; what counts is whom everybody sees at the end.
    wish.catch(() => {})
  }

  async close(): Promise<void> {
    await this.#client.close()
    await this.proxy.close()
  }

  async #attach(): Promise<void> {
    await Promise.all(channels.map((name) => this.#client.channel(name).attach()))
    await Promise.all(channels.map((name) => this.#client.channel(name).log.load()))
  }

  async #enter(): Promise<void> {
    this.#entered = true
    await this.#presence.enter({ updates: 0 })
  }
}
