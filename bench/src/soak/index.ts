import { parseArgs } from 'node:util'
import { wait } from '../chaos/wait.ts'
import type { Child } from '../fan-out/child.ts'
import { startChild } from '../fan-out/child.ts'
import { printTable } from '../report/table.ts'
import type { Footprint } from './footprint.ts'
import { leftovers } from './footprint.ts'

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    sockets: { type: 'string', default: '1000' },
    churn: { type: 'string', default: '5' },
  },
})

/** Milliseconds of the first crowd, which only warms the server up: what that leaves behind is the baseline. */
const warmUp = 15_000
/** Milliseconds after the last has left: the grace of a lost connection, history of a minute, and id windows of two. */
const calm = 150_000
/** Milliseconds between two rows of the table. */
const sampleEvery = 30_000

interface Crowd {
  readonly joined: number
  readonly left: number
  readonly received: number
  readonly open: number
}

// What the children send is what their own files say.
const measure = async (server: Child, request: string): Promise<Footprint> => (await server.ask(request)) as Footprint
const tell = async (crowd: Child, request: string): Promise<Crowd> => (await crowd.ask(request)) as Crowd

const rows: string[][] = []
function note(moment: string, footprint: Footprint, crowd: Crowd): void {
  const { heapBytes, sockets, timers, listeners, connections, channels } = footprint
  const numbers = [
    heapBytes / 1_048_576,
    sockets,
    timers,
    listeners,
    connections,
    channels,
    crowd.joined,
    crowd.received,
  ]
  rows.push([moment, ...numbers.map((it) => Math.round(it).toLocaleString('en'))])
}

const server = await startChild('../soak/server-process.ts', [])
const crowd = await startChild('../soak/client-process.ts', [String(server.hello), values.sockets, values.churn])

async function crowdFor(milliseconds: number): Promise<Footprint> {
  await measure(server, 'publish')
  await tell(crowd, 'join')
  const start = performance.now()
  while (performance.now() - start < milliseconds) {
    await wait(Math.min(sampleEvery, milliseconds))
    const minute = ((performance.now() - start) / 60_000).toFixed(1)
    note(`${minute} min`, await measure(server, 'publish'), await tell(crowd, 'count'))
  }
  const gone = await tell(crowd, 'leave')
  await measure(server, 'hush')
  await wait(calm)
  const footprint = await measure(server, 'measure')
  note('all gone', footprint, gone)
  return footprint
}

const before = await crowdFor(warmUp)
const after = await crowdFor(Number(values.minutes) * 60_000)
await crowd.stop()
await server.stop()
printTable(
  `Soak: ${values.sockets} clients, ${values.churn} % of them new every second`,
  ['', 'heap MiB', 'sockets', 'timers', 'listeners', 'connections', 'channels', 'joined', 'frames'],
  rows,
)
const found = leftovers(before, after)
for (const leftover of found) console.error(`Left behind: ${leftover}`)
process.exitCode = found.length > 0 ? 1 : 0
