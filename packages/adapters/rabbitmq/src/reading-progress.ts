import type { Clock } from '@herenow/adapter'
import { after } from '@herenow/adapter'
import type { StuckReadings } from './stuck-readings.ts'
import { requestTimeout } from './up.ts'

/** Milliseconds after which all that was there at the attach must have been read. */
const readTime = 5_000

/** How far the reading of one channel has come on one connection, and whether a loss of the connection counts against it. */
export interface ReadingProgress {
  /** The connection was lost for this reading before: others wait until it has proven that it comes through. */
  readonly isSuspected: boolean
  began(): void
  /** Something came. */
  readonly moved: () => void
  /** The channel is attached. */
  opened(): void
  /** All that was there when the reading began has been read. */
  readonly through: () => void
  /** `lastSeen`: the number of the last entry that came; `null`: none did. */
  lost(lastSeen: number | null): void
  stop(): void
}

export interface ReadingProgressNeeds {
  readonly clock: Clock
  readonly stuck: StuckReadings
  /** By it `stuck` knows the channel. */
  readonly key: string
  /** Others may go on. */
  readonly onAnswered: () => void
  readonly onThrough: () => void
  readonly onTimeout: () => void
}

export function createReadingProgress(needs: ReadingProgressNeeds): ReadingProgress {
  const { clock, stuck, key } = needs
  let step: 'awaited' | 'opened' | 'through' = 'through'
  let cancel = (): void => {}

  function stop(): void {
    cancel()
    step = 'through'
  }

  /** However much there is to read, something comes all the time. */
  function expectMore(): void {
    cancel()
    cancel = after(clock, requestTimeout, needs.onTimeout)
  }

  function through(): void {
    const isAwaited = step === 'awaited'
    stop()
    stuck.freed(key)
    if (isAwaited) needs.onAnswered()
    needs.onThrough()
  }

  return {
    get isSuspected() {
      return stuck.has(key)
    },
    began() {
      step = 'awaited'
      expectMore()
    },
    moved: () => {
      if (step === 'awaited') expectMore()
    },
    opened() {
      if (stuck.has(key)) return
      step = 'opened'
      cancel()
      cancel = after(clock, readTime, through)
      needs.onAnswered()
    },
    through,
    lost(lastSeen) {
      if (step !== 'through') stuck.lost(key, lastSeen)
    },
    stop,
  }
}
