import { createServer, memory, sqlite } from '@herenow/server'

// The server of a run, in a process of its own that can be killed. Arguments: the port, and the file to keep messages
// in, if any. Tells its port; ends on SIGTERM as a server should, or when its parent is gone.

const [port, file] = process.argv.slice(2)
const silent = (): void => {}
const server = createServer({
  port: Number(port),
  engine: file === undefined ? memory({ maxBytes: 1_000_000_000 }) : sqlite(file),
  // Nothing may be trimmed while the run lasts: every message that is missing is a fault of ours.
  rules: { 'chaos:*': { history: { messages: 10_000_000, seconds: 86_400 } } },
  log: { debug: silent, info: silent, warn: silent, error: (message, details) => console.error(message, details) },
})

process.on('disconnect', () => process.exit(0))
process.on('SIGTERM', () => {
  void server.close().then(() => process.exit(0))
})
const address = await server.listen()
process.send?.(address.port)
