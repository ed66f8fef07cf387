import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Server } from 'socket.io'
import type { FanOutServer } from '../variant.ts'

export async function startSocketIo(): Promise<FanOutServer> {
  const http = createServer()
  const io = new Server(http, { transports: ['websocket'], perMessageDeflate: false, pingInterval: 300_000 })
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  const message = { id: 'AAAAAAAAAAAAAAAAAAAAAA', clientId: 'server' }
  let offset = 0
  const publish = (data: string): void => {
    offset += 1
    io.emit('said', { ...message, data, timestamp: Date.now(), offset })
  }
  return { port: (http.address() as AddressInfo).port, publish }
}
