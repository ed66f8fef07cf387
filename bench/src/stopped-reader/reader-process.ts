import { createClient } from '@herenow/core'
import { createRealEnv, silentLogger } from '@herenow/testing'
import { websocket } from '@herenow/websocket'
import { channel } from '../fan-out/variant.ts'

/** What a reader has come by. */
export interface Reading {
  readonly messages: number
  /** Messages that did not follow the one before them. */
  readonly misplaced: number
  readonly gaps: number
  /** How often it had to connect. */
  readonly connections: number
}

// A real client that reads one channel, in a process that can be stopped as a whole.
const client = createClient({
  adapter: websocket(`ws://127.0.0.1:${process.argv[2] ?? ''}`),
  clientId: 'reader',
  env: createRealEnv(),
  log: silentLogger,
})
let messages = 0
let misplaced = 0
let gaps = 0
let connections = 0
let last = 0
client.connection.on('connected', () => (connections += 1))
const bench = client.channel(channel)
bench.onGap(() => (gaps += 1))
bench.subscribe(({ position }) => {
  const offset = Number(position?.offset)
  if (messages > 0 && offset !== last + 1) misplaced += 1
  last = offset
  messages += 1
})
await bench.attach()
process.on('message', () => {
  const reading: Reading = { messages, misplaced, gaps, connections }
  process.send?.(reading)
})
process.on('disconnect', () => process.exit(0))
process.send?.({ pid: process.pid })
