import type { Timer } from '@herenow/adapter'
import type { TcpListener, TcpSocket } from './env/loopback.ts'
import type { Direction } from './fault.ts'
import type { PipeWorld } from './pipe.ts'
import { Pipe } from './pipe.ts'

/** Opens the way to the target. */
export type Dial = (listener: TcpListener) => TcpSocket

/** One connection through the proxy: the client's socket, ours to the target, and a pipe each way. */
export class Link {
  readonly #near: TcpSocket
  readonly #world: PipeWorld
  readonly #connection: number
  readonly #dial: Dial
  readonly #whenOver: () => void
  #far: TcpSocket | null = null
  #pipes: Readonly<Record<Direction, Pipe>> | null = null
  #nearGone = false
  #farGone = false
  #timer: Timer = null

  /** `whenOver` is called when both sockets are gone. */
  constructor(near: TcpSocket, world: PipeWorld, connection: number, dial: Dial, whenOver: () => void) {
    this.#near = near
    this.#world = world
    this.#connection = connection
    this.#dial = dial
    this.#whenOver = whenOver
  }

  /** What the client's socket tells. */
  readonly nearListener: TcpListener = {
    onBytes: (bytes) => this.#pipes?.up.take(bytes),
    onEnd: () => this.#pipes?.up.takeEnd(),
    onGone: () => {
      this.#nearGone = true
      this.#gone('up', 'down')
    },
  }

  readonly #farListener: TcpListener = {
    onBytes: (bytes) => this.#pipes?.down.take(bytes),
    onEnd: () => this.#pipes?.down.takeEnd(),
    onGone: () => {
      this.#farGone = true
      this.#gone('down', 'up')
    },
  }

  /** Whether both sides can talk, as far as we know. */
  get isOpen(): boolean {
    return this.#pipes !== null && !this.#nearGone && !this.#farGone
  }

  bytes(direction: Direction): number {
    return this.#pipes?.[direction].bytes ?? 0
  }

  /** Goes to the target, now or as late as a fault wants. */
  start(): void {
    const delays = this.#world.faults.of(this.#connection, 'delay-accept')
    for (const delay of delays) this.#world.faults.strike(delay)
    const wait = Math.max(0, ...delays.map(({ fault }) => fault.milliseconds))
    if (wait === 0) return this.#connect()
    this.#timer = this.#world.clock.setTimeout(() => this.#connect(), wait)
  }

  /** Faults have begun or ended. */
  reconsider(): void {
    if (this.#timer !== null && this.#world.faults.of(this.#connection, 'delay-accept').length === 0) this.#connect()
    this.#pipes?.up.reconsider()
    this.#pipes?.down.reconsider()
  }

  /** FIN to the receiver of this direction, after what is on its way. */
  halfClose(direction: Direction): void {
    this.#pipes?.[direction].takeEnd()
  }

  /** RST to both. */
  readonly reset = (): void => {
    this.#world.clock.clearTimeout(this.#timer)
    this.#timer = null
    this.#pipes?.up.close()
    this.#pipes?.down.close()
    this.#near.reset()
    this.#far?.reset()
    if (this.#far === null) this.#farGone = true
  }

  #connect(): void {
    this.#world.clock.clearTimeout(this.#timer)
    this.#timer = null
    const far = this.#dial(this.#farListener)
    this.#far = far
    this.#pipes = {
      up: new Pipe(this.#world, this.#connection, 'up', [this.#near, far], this.reset),
      down: new Pipe(this.#world, this.#connection, 'down', [far, this.#near], this.reset),
    }
    this.#near.resume()
    this.reconsider()
  }

  /** The sender of `from` is gone: what it sent still arrives, unless nobody is left to read or write. */
  #gone(from: Direction, back: Direction): void {
    if (this.#far === null) this.#farGone = true
    if (this.#nearGone && this.#farGone) {
      this.#pipes?.up.close()
      this.#pipes?.down.close()
      return this.#whenOver()
    }
    const pipes = this.#pipes
    if (pipes !== null && !(pipes[from].ended && pipes[back].finished)) pipes[from].takeReset()
  }
}
