import { request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { createServer } from '@herenow/server'
import { silentLogger } from '@herenow/testing'
import type { ViteDevServer } from 'vite'
import { createServer as createSite } from 'vite'
import { expect, it, onTestFinished, vi } from 'vitest'
import { root } from './document-examples.ts'

/** Opens a socket as a page of this origin does. */
function knock(port: number, origin: string | undefined): Promise<'let in' | 'turned away'> {
  const headers = {
    Connection: 'Upgrade',
    Upgrade: 'websocket',
    'Sec-WebSocket-Version': '13',
    'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
    'Sec-WebSocket-Protocol': 'herenow.v1',
    ...(origin === undefined ? {} : { Origin: origin }),
  }
  return new Promise((resolve) => {
    const knocking = request({ host: '127.0.0.1', port, path: '/realtime', headers })
    knocking.once('upgrade', (_, socket) => {
      socket.destroy()
      resolve('let in')
    })
    knocking.once('response', () => resolve('turned away'))
    knocking.once('error', () => resolve('turned away'))
    knocking.end()
  })
}

function addressOf({ httpServer }: ViteDevServer): AddressInfo {
  const address = httpServer?.address()
  if (address === null || typeof address !== 'object') throw new Error('The site listens on a port')
  return address
}

it('lets in pages of the printed addresses and programs, and turns other pages away', async () => {
  const server = createServer({ port: 0, log: silentLogger })
  onTestFinished(() => server.close())
  vi.stubEnv('DEMO_PROXY', (await server.listen()).url)
  vi.stubEnv('DEMO_ORIGINS', 'http://localhost:5173,http://192.168.0.7:5173')
  const site = await createSite({
    root: join(root, 'apps/demo'),
    logLevel: 'silent',
    server: { port: 0, host: '127.0.0.1', hmr: false, watch: null },
  })
  onTestFinished(() => site.close())
  await site.listen()
  const { port } = addressOf(site)
  const origins = ['http://localhost:5173', 'http://192.168.0.7:5173', 'http://192.168.0.7:80', 'https://evil.example']
  expect(await Promise.all([undefined, ...origins].map((origin) => knock(port, origin)))).toEqual([
    'let in',
    'let in',
    'let in',
    'turned away',
    'turned away',
  ])
})
