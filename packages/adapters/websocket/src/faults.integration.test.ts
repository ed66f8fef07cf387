import { createServer } from '@herenow/server'
import { silentLogger, testDelivery } from '@herenow/testing'
import { afterAll, beforeAll } from 'vitest'
import { websocket } from './index.ts'

const server = createServer({ port: 0, log: silentLogger })
let port: number
beforeAll(async () => {
  port = (await server.listen()).port
})
afterAll(() => server.close())

testDelivery({
  name: 'a Herenow server',
  runs: Number(process.env['FAULT_RUNS'] ?? 10),
  service: () => ({ url: `ws://127.0.0.1:${port}`, adapter: (proxy) => websocket(proxy.url) }),
})
