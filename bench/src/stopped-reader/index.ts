import { setTimeout as wait } from 'node:timers/promises'
import type { Child } from '../fan-out/child.ts'
import { startChild } from '../fan-out/child.ts'
import type { Figures } from '../fan-out/measure.ts'
import { createRig } from '../fan-out/measure.ts'
import { printTable } from '../report/table.ts'
import type { Reading } from './reader-process.ts'

interface Run {
  readonly figures: Figures
  /** Bytes that the server's process grew by at most. */
  readonly growth: number
  readonly published: number
  readonly reading: Reading
}

/** Offers the same load twice, with a reader that reads and with one that stops: what do the others and the server notice? */
export async function runStoppedReader(sockets: number, milliseconds: number): Promise<void> {
  const reading = await run(sockets, milliseconds, false)
  const stopped = await run(sockets, milliseconds, true)
  const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(1)
  const row = (title: string, { figures, growth, published, reading: seen }: Run): string[] => [
    title,
    figures.p99.toFixed(2),
    megabytes(growth),
    `${seen.messages} of ${published}`,
    String(seen.misplaced),
    String(seen.gaps),
    String(seen.connections),
  ]
  printTable(
    `One reader beside ${sockets} others, 1,000 messages/s for ${milliseconds / 1_000} s`,
    ['', "others' p99 ms", 'server grew MB', 'reader has', 'misplaced', 'gaps', 'connections'],
    [row('it reads', reading), row('it stops, then goes on', stopped)],
  )
  console.log(
    `Stopped ÷ reading: the others' p99 ${(stopped.figures.p99 / reading.figures.p99).toFixed(2)}; ` +
      `the server grew by ${megabytes(stopped.growth - reading.growth)} MB more.`,
  )
}

async function run(sockets: number, milliseconds: number, stops: boolean): Promise<Run> {
  const rig = await createRig('herenow', sockets, 1)
  const reader = await startChild('../stopped-reader/reader-process.ts', [String(rig.port)])
  const { pid } = reader.hello as { readonly pid: number }
  await rig.run({ rate: 1_000, milliseconds: 2_000 })
  const { messages: before } = (await reader.ask({})) as Reading
  const peak = await rig.watchMemory()
  if (stops) process.kill(pid, 'SIGSTOP')
  const figures = await rig.run({ rate: 1_000, milliseconds })
  const growth = await peak()
  if (stops) process.kill(pid, 'SIGCONT')
  const seen = await caughtUp(reader, before + figures.published)
  await reader.stop()
  await rig.stop()
  return { figures, growth, published: figures.published, reading: { ...seen, messages: seen.messages - before } }
}

/** Waits until the reader has so many messages, or none have come for a while. */
async function caughtUp(reader: Child, messages: number): Promise<Reading> {
  let reading = (await reader.ask({})) as Reading
  for (let idle = 0; idle < 20 && reading.messages < messages;) {
    await wait(250)
    const next = (await reader.ask({})) as Reading
    idle = next.messages === reading.messages ? idle + 1 : 0
    reading = next
  }
  return reading
}
