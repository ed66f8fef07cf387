import { startGuardedHerenow, startHerenow } from './servers/herenow.ts'
import { startArrayFrames, startFramedOnce, startStringify } from './servers/raw-ws.ts'
import { startSocketIo } from './servers/socket-io.ts'
import type { FanOutServer, Variant } from './variant.ts'
import { mark } from './variant.ts'

/** Asks a server process to offer so many messages a second for so many milliseconds. */
export interface Offer {
  readonly rate: number
  readonly milliseconds: number
}

/** Asks a server process to follow its memory, or by how many bytes it has grown at most since. */
export interface MemoryWatch {
  readonly memory: 'watch' | 'tell'
}

/** What offering them cost. */
export interface Offered {
  readonly published: number
  /** CPU of the server process in microseconds. */
  readonly cpu: number
}

const dataBytes = 100
/** A server that can't keep up is not asked for more than this at once. */
const mostAtOnce = 20

const starts: Readonly<Record<Variant, (batch: number) => Promise<FanOutServer>>> = {
  stringify: startStringify,
  'framed-once': startFramedOnce,
  'array-frames': startArrayFrames,
  herenow: startHerenow,
  'herenow-guarded': startGuardedHerenow,
  'socket-io': startSocketIo,
}

/** `mark`, the moment of publishing in microseconds (a clock that all processes share), and filling. */
function stampedData(): string {
  return `${mark}${String(process.hrtime.bigint() / 1_000n)};`.padEnd(dataBytes, 'x')
}

async function offer(server: FanOutServer, { rate, milliseconds }: Offer): Promise<Offered> {
  const before = process.cpuUsage()
  const start = performance.now()
  let published = 0
  await new Promise<void>((resolve) => {
    const tick = (): void => {
      const elapsed = performance.now() - start
      const due = Math.min(Math.floor((Math.min(elapsed, milliseconds) * rate) / 1_000) - published, mostAtOnce)
      for (let index = 0; index < due; index += 1) server.publish(stampedData())
      published += Math.max(0, due)
      if (elapsed >= milliseconds) resolve()
      else setTimeout(tick, rate >= 1_000 ? 1 : 1_000 / rate)
    }
    tick()
  })
  const { user, system } = process.cpuUsage(before)
  return { published, cpu: user + system }
}

const [variant, batch] = process.argv.slice(2)
const server = await starts[variant as Variant](Number(batch))
let growth = (): number => 0

/** Samples what the process holds. */
function watchMemory(): void {
  const start = process.memoryUsage.rss()
  let most = start
  const sampling = setInterval(() => (most = Math.max(most, process.memoryUsage.rss())), 100)
  growth = () => {
    clearInterval(sampling)
    return most - start
  }
}

process.on('message', (request: Offer | MemoryWatch) => {
  if ('rate' in request) void offer(server, request).then((offered) => process.send?.(offered))
  else if (request.memory === 'tell') process.send?.(growth())
  else {
    watchMemory()
    process.send?.(0)
  }
})
process.on('disconnect', () => process.exit(0))
process.send?.({ port: server.port })
