import { monitorEventLoopDelay, performance } from 'node:perf_hooks'

/** How late the event loop came to its timers since it was last asked, in seconds. */
interface LoopDelays {
  readonly min: number
  readonly mean: number
  readonly p50: number
  readonly p90: number
  readonly p99: number
  readonly max: number
}

/** Looks at the event loop until it is ended. */
export interface LoopWatch {
  /** What was seen since the last call. */
  delays(): LoopDelays
  end(): void
}

/** How the process fares. */
export interface Vitals {
  /** Seconds since 1970. */
  readonly startedAt: number
  /** Seconds of a processor. */
  cpu(): { readonly user: number; readonly system: number }
  /** Bytes. */
  memory(): { readonly resident: number; readonly heapUsed: number; readonly heapTotal: number }
  watchLoop(): LoopWatch
}

/** Milliseconds between two looks at the loop. Each wakes the process. */
const resolution = 20

/** Those of this process. */
export const processVitals: Vitals = {
  startedAt: performance.timeOrigin / 1_000,
  cpu() {
    const { user, system } = process.cpuUsage()
    return { user: user / 1e6, system: system / 1e6 }
  },
  memory() {
    const { rss, heapUsed, heapTotal } = process.memoryUsage()
    return { resident: rss, heapUsed, heapTotal }
  },
  watchLoop,
}

function watchLoop(): LoopWatch {
  const histogram = monitorEventLoopDelay({ resolution })
  histogram.enable()
  // What is measured is from one look to the next, in nanoseconds.
  const late = (nanoseconds: number): number => Math.max(nanoseconds / 1e9 - resolution / 1_000, 0)
  return {
    delays() {
      if (histogram.count === 0) return { min: 0, mean: 0, p50: 0, p90: 0, p99: 0, max: 0 }
      const at = (percentile: number): number => late(histogram.percentile(percentile))
      const seen = {
        min: late(histogram.min),
        mean: late(histogram.mean),
        p50: at(50),
        p90: at(90),
        p99: at(99),
        max: late(histogram.max),
      }
      histogram.reset()
      return seen
    },
    end: () => void histogram.disable(),
  }
}
