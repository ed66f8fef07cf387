import type { Clock, Random, Timer } from '@herenow/adapter'
import { assertNever } from '@herenow/adapter'
import type { ActiveFaults } from './active-faults.ts'
import { ByteStrikes } from './byte-strikes.ts'
import type { TcpSocket } from './env/loopback.ts'
import type { Direction } from './fault.ts'
import { concerns } from './fault.ts'

/** What a pipe needs to know of its proxy. */
export interface PipeWorld {
  readonly clock: Clock
  readonly random: Random
  readonly faults: ActiveFaults
}

/** Something on its way, not before `due` on the clock. */
type Item =
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array; readonly due: number }
  | { readonly kind: 'end' | 'reset'; readonly due: number }

/** Bytes on their way beyond which nothing more is read. */
const mostQueued = 65_536
/** Writes in a row, before others get their turn. */
const mostAtOnce = 64
/** Under a bandwidth cap, a write is worth so many milliseconds at most. */
const slice = 20

/** One direction of one connection: in order, bounded, bent by the faults that hold. */
export class Pipe {
  /** How many bytes have arrived at the other side. */
  bytes = 0
  /** The sender is done, or we told the receiver so. */
  ended = false
  /** The receiver has been told that nothing more comes. */
  finished = false
  /** Bytes went into a black hole: nothing may follow them. */
  lost = false
  readonly #world: PipeWorld
  readonly #connection: number
  readonly #direction: Direction
  readonly #source: TcpSocket
  readonly #sink: TcpSocket
  readonly #reset: () => void
  readonly #strikes: ByteStrikes
  #queue: Item[] = []
  #queued = 0
  #lastDue = 0
  #freeAt = 0
  #inARow = 0
  #writing = false
  #paused = false
  #closed = false
  #timer: Timer = null

  /** `reset` ends the whole connection. */
  constructor(
    world: PipeWorld,
    connection: number,
    direction: Direction,
    [source, sink]: readonly [TcpSocket, TcpSocket],
    reset: () => void,
  ) {
    this.#world = world
    this.#connection = connection
    this.#direction = direction
    this.#source = source
    this.#sink = sink
    this.#reset = reset
    this.#strikes = new ByteStrikes(world.faults, connection, direction, world.random)
  }

  /** The sender sent this. */
  take(bytes: Uint8Array): void {
    if (this.ended || this.#swallowed()) return
    const struck = this.#strikes.pass(bytes)
    if (struck.bytes.length > 0) this.#add({ kind: 'bytes', bytes: struck.bytes, due: this.#due() })
    if (struck.cut) this.takeReset()
  }

  /** The sender is done; or the receiver is to believe so. */
  takeEnd(): void {
    if (this.ended || this.#swallowed()) return
    this.ended = true
    this.#add({ kind: 'end', due: this.#due() })
  }

  /** The sender is gone. */
  takeReset(): void {
    if (this.#swallowed()) return
    this.ended = true
    this.#add({ kind: 'reset', due: this.#due() })
  }

  /** Faults have begun or ended. */
  reconsider(): void {
    if (this.#closed) return
    const { blackHole, latency, jitter, bytesPerSecond } = this.#conditions
    if (this.lost && !blackHole) return this.#reset()
    if (latency === 0 && jitter === 0 && bytesPerSecond === Number.POSITIVE_INFINITY) {
      // Healed: what is under way arrives now.
      this.#queue = this.#queue.map((item) => ({ ...item, due: 0 }))
      this.#lastDue = 0
      this.#freeAt = 0
    }
    this.#wake()
    this.#read()
  }

  close(): void {
    this.#closed = true
    this.#queue = []
    this.#world.clock.clearTimeout(this.#timer)
  }

  get #conditions(): ReturnType<ActiveFaults['conditions']> {
    return this.#world.faults.conditions(this.#connection, this.#direction)
  }

  #swallowed(): boolean {
    if (!this.lost && this.#world.faults.meet(this.#connection, this.#direction).blackHole) this.lost = true
    return this.lost
  }

  /** Never before what came earlier: TCP keeps its order. */
  #due(): number {
    const { clock, random } = this.#world
    const { latency, jitter } = this.#conditions
    if (latency > 0 || jitter > 0)
      this.#lastDue = Math.max(this.#lastDue, clock.now() + latency + jitter * random.next())
    return this.#lastDue
  }

  #add(item: Item): void {
    if (this.#closed) return
    this.#queue.push(item)
    if (item.kind === 'bytes') this.#queued += item.bytes.length
    this.#read()
    this.#pump()
  }

  /** Reads on, unless there is a fault against it or enough is on its way. */
  #read(): void {
    const { stalled } = this.#conditions
    const pause = stalled || this.#queued > mostQueued
    if (stalled) this.#noteStalls()
    if (pause === this.#paused) return
    this.#paused = pause
    if (pause) this.#source.pause()
    else this.#source.resume()
  }

  #noteStalls(): void {
    const { faults } = this.#world
    for (const stall of faults.of(this.#connection, 'stall')) {
      if (concerns(stall.fault, this.#direction)) faults.strike(stall)
    }
  }

  #wake(): void {
    this.#world.clock.clearTimeout(this.#timer)
    this.#timer = null
    this.#pump()
  }

  #pump(): void {
    if (this.#writing || this.#timer !== null || this.#closed) return
    const next = this.#queue[0]
    if (next === undefined) return
    const wait = Math.max(next.due, this.#freeAt) - this.#world.clock.now()
    if (wait > 0) this.#timer = this.#world.clock.setTimeout(() => this.#wake(), wait)
    else this.#deliver(next)
  }

  #deliver(item: Item): void {
    switch (item.kind) {
      case 'bytes':
        return this.#write(item)
      case 'end':
        this.#queue.shift()
        this.finished = true
        return this.#sink.end()
      case 'reset':
        return this.#reset()
      default:
        return assertNever(item)
    }
  }

  #write(item: Extract<Item, { readonly kind: 'bytes' }>): void {
    const { piece, bytesPerSecond } = this.#conditions
    const most = Math.max(1, Math.min(piece, Math.floor((bytesPerSecond * slice) / 1_000)))
    const bytes = item.bytes.subarray(0, most)
    const rest = item.bytes.subarray(bytes.length)
    if (rest.length > 0) this.#queue[0] = { ...item, bytes: rest }
    else this.#queue.shift()
    this.#writing = true
    this.#sink.write(bytes, () => {
      this.#writing = false
      this.#queued -= bytes.length
      this.bytes += bytes.length
      this.#inARow = (this.#inARow + 1) % mostAtOnce
      const now = this.#world.clock.now()
      if (bytesPerSecond < Number.POSITIVE_INFINITY) this.#freeAt = now + (bytes.length / bytesPerSecond) * 1_000
      else if (this.#inARow === 0 && rest.length > 0) this.#freeAt = now + 1
      if (this.#closed) return
      this.#read()
      this.#pump()
    })
  }
}
