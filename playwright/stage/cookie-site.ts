import { createServer as createHttpServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createServer } from '@herenow/server'

// An app whose sessions are cookies, and a page of somebody else's on the same host: browsers send it the same cookies.
// Prints both ports.

function listen(title: string, cookie: string | null) {
  const server = createHttpServer((_, response) => {
    if (cookie !== null) response.setHeader('Set-Cookie', cookie)
    response.setHeader('Content-Type', 'text/html').end(`<!doctype html><title>${title}</title>`)
  })
  return new Promise<typeof server>((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)))
}

const app = await listen('The app', 'session=of-ana; Path=/; HttpOnly')
const foreign = await listen('Somebody else', null)
const realtime = createServer({
  authenticate: ({ request }) => (request.cookies['session'] === 'of-ana' ? { clientId: 'ana' } : null),
})
await realtime.attach(app)
process.stdout.write(`${[app, foreign].map((server) => (server.address() as AddressInfo).port).join(' ')}\n`)
