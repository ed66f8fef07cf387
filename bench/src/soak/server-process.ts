import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { createServer } from '@herenow/server'
import type { Footprint } from './footprint.ts'

// The server of a soak: publishes a little by itself, and tells what it holds whenever it is asked.

const silent = (): void => {}
const server = createServer({
  port: 0,
  // Little history and short: what the engine keeps on purpose must not hide what nobody meant to keep.
  rules: { 'soak:*': { history: { messages: 50, seconds: 60 } } },
  log: { debug: silent, info: silent, warn: silent, error: console.error },
})
const { port } = await server.listen()

let turn = 0
let publishing: NodeJS.Timeout | undefined
/** Milliseconds between two messages; 20 channels take turns. */
const pace = 10

function publishOne(): void {
  turn = (turn + 1) % 20
  void server.publish(`soak:${turn}`, 'tick', turn)
}

setFlagsFromString('--expose-gc')
const collectGarbage: unknown = runInNewContext('gc')

function footprint(): Footprint {
  if (typeof collectGarbage === 'function') collectGarbage()
  const resources = process.getActiveResourcesInfo()
  const held = (name: string): number => resources.filter((resource) => resource === name).length
  const { connections, channels } = server.info()
  return {
    heapBytes: process.memoryUsage().heapUsed,
    sockets: held('TCPSocketWrap'),
    timers: held('Timeout'),
    listeners: process.eventNames().reduce((sum, name) => sum + process.listenerCount(name), 0),
    connections,
    channels,
  }
}

process.on('message', (request: 'publish' | 'hush' | 'measure') => {
  clearInterval(publishing)
  publishing = undefined
  if (request === 'publish') publishing = setInterval(publishOne, pace)
  process.send?.(footprint())
})
process.on('disconnect', () => process.exit(0))
process.send?.(port)
