import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { startGuardedHerenow, startHerenow } from '../fan-out/servers/herenow.ts'
import { startFramedOnce } from '../fan-out/servers/raw-ws.ts'
import { startSocketIo } from '../fan-out/servers/socket-io.ts'
import type { FanOutServer } from '../fan-out/variant.ts'

/** What a server's process holds once everything that can be collected has been. Bytes. */
export interface Memory {
  readonly heap: number
  readonly resident: number
}

/** The variants that are measured, in the order of the report. */
export type ConnectionVariant = 'framed-once' | 'socket-io' | 'herenow' | 'herenow-guarded'

const starts: Readonly<Record<ConnectionVariant, () => Promise<FanOutServer>>> = {
  'framed-once': startFramedOnce,
  'socket-io': startSocketIo,
  herenow: startHerenow,
  'herenow-guarded': startGuardedHerenow,
}

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

const server = await starts[process.argv[2] as ConnectionVariant]()
process.on('message', () => {
  // Twice: what finalizers let go of goes with the second.
  collect()
  collect()
  const { heapUsed, rss } = process.memoryUsage()
  const memory: Memory = { heap: heapUsed, resident: rss }
  process.send?.(memory)
})
process.on('disconnect', () => process.exit(0))
process.send?.({ port: server.port })
