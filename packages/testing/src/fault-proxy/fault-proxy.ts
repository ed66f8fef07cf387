import type { Random, Timer } from '@herenow/adapter'
import { createRealEnv } from '../env/real-env.ts'
import { seededRandom } from '../seeded-random.ts'
import type { ActiveFault, Reach } from './active-faults.ts'
import { ActiveFaults } from './active-faults.ts'
import type { TcpListener, TcpSocket } from './env/loopback.ts'
import { loadLoopback } from './env/loopback.ts'
import type { Direction, Fault, FaultKind } from './fault.ts'
import type { ScheduledFault } from './fault-schedule.ts'
import { Link } from './link.ts'
import type { PipeWorld } from './pipe.ts'

export interface FaultProxyOptions {
  /** Where connections lead: `ws://127.0.0.1:7070`, `tcp://127.0.0.1:5672`. The port must be in it. */
  readonly target: string
  /** Of everything that faults leave to chance. Default 1. */
  readonly seed?: number | undefined
}

export interface InjectOptions {
  /** Which connections the fault may meet. Default: all. */
  readonly reach?: Reach | undefined
  /** Milliseconds after which it ends by itself. Default: with `heal`, or when it has struck. */
  readonly lasts?: number | undefined
}

/** A way to a server on which everything happens that networks do, when the test wants it. */
export interface FaultProxy {
  /** The target's URL, by way of the proxy. */
  readonly url: string
  readonly port: number
  /** Connections so far. */
  readonly connections: number
  /** Connections that are open now. */
  readonly open: number
  /** Bytes that have arrived, over all connections. */
  bytes(direction: Direction): number
  /** How many faults of a kind have met a connection so far. */
  count(kind: FaultKind): number
  /**
   * Lets a fault happen: one that lasts holds from now on, one that strikes waits for what it can strike. Returns what
   * ends it.
   */
  inject(fault: Fault, options?: InjectOptions): () => void
  /** Injects each fault when its time has come. Resolves after the last; `heal` and `close` don't stop it. */
  play(schedule: readonly ScheduledFault[]): Promise<void>
  /** Ends all faults. What was under way arrives; whoever lost bytes in a black hole is reset. */
  heal(): void
  /** Resets what is open and takes no more. */
  close(): Promise<void>
}

/**
 * Lays a TCP proxy on a free port of this machine in front of a server. Only in Node. Order is always kept, nothing is
 * buffered without bound: a receiver that stops makes its sender wait.
 *
 * Rejects with a `TypeError` when `target` is no URL with a port.
 */
export async function faultProxy(options: FaultProxyOptions): Promise<FaultProxy> {
  const target = new URL(options.target)
  if (target.port === '') throw new TypeError(`"${options.target}" names no port.`)
  const proxy = new Proxy(target, seededRandom(options.seed ?? 1))
  await proxy.listen()
  return proxy
}

const nobody: TcpListener = { onBytes() {}, onEnd() {}, onGone() {} }

class Proxy implements FaultProxy {
  connections = 0
  readonly #target: URL
  readonly #world: PipeWorld
  readonly #faults = new ActiveFaults()
  readonly #links = new Set<Link>()
  /** Ends of faults that last for a given time. */
  readonly #timers = new Map<ActiveFault, Timer>()
  /** Bytes of links that are over. */
  readonly #past = { up: 0, down: 0 }
  #connect: (listener: TcpListener) => TcpSocket = notListening
  #port = 0
  #closing: Promise<void> | null = null
  #stopListening = (): Promise<void> => Promise.resolve()

  constructor(target: URL, random: Random) {
    this.#target = target
    this.#world = { clock: createRealEnv().clock, random, faults: this.#faults }
  }

  async listen(): Promise<void> {
    const { hostname, port } = this.#target
    const loopback = await loadLoopback()
    this.#connect = (listener) => loopback.connect(Number(port), hostname, listener)
    const listening = await loopback.listen((near) => this.#accept(near))
    this.#port = listening.port
    this.#stopListening = () => listening.close()
  }

  get url(): string {
    const url = new URL(this.#target)
    url.hostname = '127.0.0.1'
    url.port = String(this.#port)
    return url.href
  }

  get port(): number {
    return this.#port
  }

  get open(): number {
    return this.#openLinks.length
  }

  bytes(direction: Direction): number {
    let sum = this.#past[direction]
    for (const link of this.#links) sum += link.bytes(direction)
    return sum
  }

  count(kind: FaultKind): number {
    return this.#faults.count(kind)
  }

  inject(fault: Fault, { reach = 'all', lasts }: InjectOptions = {}): () => void {
    const { clock } = this.#world
    const active = this.#faults.add(fault, this.connections, reach)
    const end = (): void => {
      clock.clearTimeout(this.#timers.get(active))
      this.#timers.delete(active)
      this.#faults.remove(active)
      this.#reconsider()
    }
    if (lasts !== undefined) this.#timers.set(active, clock.setTimeout(end, lasts))
    if (reach !== 'future') this.#strike(active, this.#openLinks)
    this.#reconsider()
    return end
  }

  async play(schedule: readonly ScheduledFault[]): Promise<void> {
    const { clock } = this.#world
    await Promise.all(
      schedule.map(
        ({ at, fault, lasts }) =>
          new Promise<void>((resolve) => {
            clock.setTimeout(() => {
              if (this.#closing === null) this.inject(fault, { lasts: lasts ?? undefined })
              resolve()
            }, at)
          }),
      ),
    )
  }

  heal(): void {
    this.#endFaults()
    this.#reconsider()
  }

  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  async #close(): Promise<void> {
    this.#endFaults()
    const stopped = this.#stopListening()
    for (const link of Array.from(this.#links)) link.reset()
    await stopped
  }

  #endFaults(): void {
    for (const timer of this.#timers.values()) this.#world.clock.clearTimeout(timer)
    this.#timers.clear()
    this.#faults.clear()
  }

  get #openLinks(): readonly Link[] {
    return Array.from(this.#links).filter((link) => link.isOpen)
  }

  #accept(near: TcpSocket): TcpListener {
    this.connections += 1
    const refusals = this.#faults.of(this.connections, 'refuse')
    if (refusals.length > 0 || this.#closing !== null) {
      for (const refusal of refusals) this.#faults.strike(refusal)
      near.reset()
      return nobody
    }
    const link = new Link(near, this.#world, this.connections, this.#connect, () => this.#over(link))
    this.#links.add(link)
    link.start()
    for (const active of this.#faults.of(this.connections, 'reset', 'half-close')) this.#strike(active, [link])
    return link.nearListener
  }

  #over(link: Link): void {
    this.#past.up += link.bytes('up')
    this.#past.down += link.bytes('down')
    this.#links.delete(link)
  }

  /** What concerns whole connections strikes all that there are. */
  #strike(active: ActiveFault, links: readonly Link[]): void {
    const { fault } = active
    if (links.length === 0 || (fault.kind !== 'reset' && fault.kind !== 'half-close')) return
    this.#faults.strike(active)
    for (const link of links) {
      if (fault.kind === 'reset') link.reset()
      else link.halfClose(fault.direction)
    }
  }

  #reconsider(): void {
    for (const link of Array.from(this.#links)) link.reconsider()
  }
}

function notListening(): never {
  throw new Error('The proxy does not listen yet')
}
