import { once } from 'node:events'
import { connect } from 'node:net'
import { WebSocket } from 'ws'
import type { Attack } from './attack.ts'

// Prepares one attack, says so, and launches it when it is told to. Nobody here is honest.

const [attack, portText] = process.argv.slice(2)
const port = Number(portText)
const clientId = 'attacker'

async function open(): Promise<WebSocket> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}`, 'herenow.v1')
  socket.on('error', () => {})
  await once(socket, 'open')
  socket.send(JSON.stringify({ type: 'hello', version: 1, clientId, token: clientId }))
  await once(socket, 'message')
  return socket
}

/** Opens so many connections that each ask for what `itemsOf` says; resolves when all of it has been answered. */
async function prepare(connections: number, itemsOf: (index: number) => readonly object[]): Promise<WebSocket[]> {
  const sockets = await Promise.all(Array.from({ length: connections }, open))
  const answered = sockets.map(async (socket, index) => {
    const items = itemsOf(index)
    const all = new Promise<void>((resolve) => {
      let answers = 0
      socket.on('message', (data: Buffer) => {
        answers += data.toString().match(/"type":"ok"/g)?.length ?? 0
        if (answers >= items.length) resolve()
      })
    })
    if (items.length > 0) {
      socket.send(JSON.stringify(items.map((item, id) => ({ ...item, id }))))
      await all
    }
    socket.removeAllListeners('message')
    // What is not looked at is read all the same.
    socket.on('message', () => {})
  })
  await Promise.all(answered)
  return sockets
}

const enter = (channel: string, state?: string): object => ({ type: 'presence', channel, action: 'enter', state })
const times = (count: number, item: object): string =>
  JSON.stringify(Array.from({ length: count }, (_, id) => ({ ...item, id })))

async function whereNow(): Promise<() => void> {
  const channels = Array.from({ length: 200 }, (_, index) => String(index).padStart(198, 'c'))
  const sockets = await prepare(14, (index) => channels.map((name) => enter(name + String(index).padStart(2, '0'))))
  return () => {
    for (const socket of sockets) socket.send(times(1_000, { type: 'where-now', clientId }))
  }
}

async function presenceSync(): Promise<() => void> {
  await prepare(150, () => [enter('room', 'x'.repeat(4_000))])
  const [reader] = await prepare(1, () => [{ type: 'attach', channel: 'room', presence: true }])
  return () => {
    reader?.pause()
    reader?.send(times(1_000, { type: 'presence-sync', channel: 'room' }))
  }
}

async function watchAll(): Promise<() => void> {
  const [first] = await prepare(50, (index) => Array.from({ length: 200 }, (_, at) => enter(`room:${index}:${at}`)))
  return () => first?.send(times(300, { type: 'watch', channels: [], all: true }))
}

async function malformed(): Promise<() => void> {
  const socket = await open()
  socket.on('message', () => {})
  return () => {
    for (let frame = 0; frame < 100; frame += 1) socket.send(times(1_000, { type: 'attach', channel: 5 }))
  }
}

async function largeFanOut(): Promise<() => void> {
  const receivers = await prepare(1_000, () => [{ type: 'attach', channel: 'room' }])
  const publishers = await prepare(3, () => [])
  const data = 'x'.repeat(60_000)
  const message = (id: string): object => ({ id, name: 'said', data })
  return () => {
    for (const receiver of receivers) receiver.pause()
    publishers.forEach((publisher, index) => {
      for (let frame = 0; frame < 5; frame += 1) {
        const messages = ['a', 'b'].map((letter) => message(`${index}-${frame}-${letter}`))
        publisher.send(JSON.stringify({ type: 'publish', id: frame, channel: 'room', messages }))
      }
    })
  }
}

/** Each ignores that the other side has ended. A third says nothing, a third something that is no HTTP, a third half a request. */
async function silentSockets(): Promise<() => void> {
  const lines = ['', 'NONSENSE\r\n\r\n', 'GET / HTTP/1.1\r\nHost: x\r\n']
  const sockets = Array.from({ length: 200 }, () => {
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
    socket.on('error', () => {})
    return socket
  })
  await Promise.all(sockets.map((socket) => once(socket, 'connect')))
  return () => sockets.forEach((socket, index) => socket.write(lines[index % 3] ?? ''))
}

const preparations: Readonly<Record<Attack, () => Promise<() => void>>> = {
  'where-now': whereNow,
  'where-now-with-auth': whereNow,
  'presence-sync-unread': presenceSync,
  'watch-all': watchAll,
  'malformed-items': malformed,
  'large-fan-out': largeFanOut,
  'large-fan-out-with-auth': largeFanOut,
  'silent-sockets': silentSockets,
}

const launch = await preparations[attack as Attack]()
process.on('message', () => {
  launch()
  process.send?.('launched')
})
process.on('disconnect', () => process.exit(0))
process.send?.('ready')
