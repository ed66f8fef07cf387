import type { Vitals } from '../env/vitals.ts'
import type { Delay } from '../metrics/delay-meter.ts'
import { LoopDelays } from '../metrics/loop-delays.ts'
import type { Trouble } from '../metrics/troubles.ts'
import { readTroubles } from '../metrics/troubles.ts'
import type { Services } from '../services.ts'
import type { NodeCounts, ServerInfo } from './server-info.ts'

/** How a server is doing at this moment, for somebody who looks at it every second. */
export interface ServerFigures extends NodeCounts {
  /** The server's time, in milliseconds since 1970. */
  readonly time: number
  /** Bytes that wait to be taken by clients, all together. */
  readonly queueBytes: number
  /** Milliseconds. */
  readonly delays: {
    /** How late the event loop was, since somebody asked the last time. */
    readonly loop: Delay
    /** How long output waited before it was written to its socket, in the last ten seconds. */
    readonly delivery: Delay
  }
  /** What has gone wrong since the server was made. */
  readonly troubles: readonly Trouble[]
}

interface FigureSources {
  readonly services: Pick<Services, 'clock' | 'flusher' | 'metrics' | 'limitHits' | 'events'>
  readonly info: () => ServerInfo
  /** Bytes that wait for all peers together. */
  readonly queueBytes: () => number
  readonly vitals: Pick<Vitals, 'watchLoop'>
}

/** Reads the figures of a server. */
export class Figures {
  readonly #sources: FigureSources
  readonly #loop: LoopDelays

  constructor(sources: FigureSources) {
    this.#sources = sources
    this.#loop = new LoopDelays(() => sources.vitals.watchLoop(), sources.services.clock)
  }

  async read(): Promise<ServerFigures> {
    const { services, info, queueBytes } = this.#sources
    const { webhooks, failures, nodes: _nodes, refused: _refused, ...counts } = info()
    const { metrics, limitHits, events, flusher, clock } = services
    return {
      ...counts,
      time: clock.date(),
      queueBytes: queueBytes(),
      delays: { loop: this.#loop.read(), delivery: flusher.delay },
      troubles: await readTroubles({ registry: metrics.registry, limitHits, events, webhooks, failures }),
    }
  }

  /** The server stops. */
  end(): void {
    this.#loop.end()
  }
}
