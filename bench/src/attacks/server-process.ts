import { createServer } from '@herenow/server'

/** What a server under attack tells about itself. Bytes. */
export interface Condition {
  readonly port: number
  /** By how much the process has grown at most since it was asked for the first time. */
  readonly growth: number
  /** TCP sockets that it holds. */
  readonly sockets: number
}

const silent = (): void => {}
const server = createServer({
  port: 0,
  ...(process.argv[2] === 'auth' ? { auth: { verify: (token: string) => ({ clientId: token }) } } : {}),
  log: { debug: silent, info: silent, warn: silent, error: silent },
})
const { port } = await server.listen()

let start = 0
let most = 0
setInterval(() => (most = Math.max(most, process.memoryUsage.rss())), 20)

function condition(): Condition {
  if (start === 0) start = process.memoryUsage.rss()
  const sockets = process.getActiveResourcesInfo().filter((name) => name === 'TCPSocketWrap').length
  return { port, growth: Math.max(most - start, 0), sockets }
}

process.on('message', () => process.send?.(condition()))
process.on('disconnect', () => process.exit(0))
process.send?.(port)
