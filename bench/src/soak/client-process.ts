import { WebSocket } from 'ws'

// A crowd of light clients: each says hello, attaches one of 20 channels and takes part in its presence. Every second
// some of them go, half with a goodbye, and as many come.

const [port, count, percent] = process.argv.slice(2).map(Number)
const sockets = new Set<WebSocket>()
let joined = 0
let left = 0
let received = 0
let churning: NodeJS.Timeout | undefined

function join(): void {
  joined += 1
  const channel = `soak:${joined % 20}`
  const socket = new WebSocket(`ws://127.0.0.1:${port}`, 'herenow.v1')
  sockets.add(socket)
  socket.on('open', () => {
    socket.send(JSON.stringify({ type: 'hello', version: 1, clientId: `crowd-${joined}-${channel}` }))
    socket.send(
      JSON.stringify([
        { type: 'attach', id: 1, channel, presence: true },
        { type: 'presence', id: 2, channel, action: 'enter', state: { joined } },
      ]),
    )
  })
  socket.on('message', () => {
    received += 1
  })
  socket.on('error', () => socket.terminate())
  socket.on('close', () => sockets.delete(socket))
}

function churn(): void {
  const some = Math.max(1, Math.round(((count ?? 0) * (percent ?? 0)) / 100))
  const leaving = [...sockets].filter(({ readyState }) => readyState === WebSocket.OPEN).slice(0, some)
  leaving.forEach((socket, index) => {
    left += 1
    if (index % 2 === 0) socket.close(1000)
    else socket.terminate()
  })
  for (let index = 0; index < leaving.length; index += 1) join()
}

async function leaveAll(): Promise<void> {
  clearInterval(churning)
  await Promise.all(
    [...sockets].map((socket) => {
      const closed = new Promise((resolve) => socket.once('close', resolve))
      socket.close(1000)
      return closed
    }),
  )
}

async function perform(request: 'join' | 'count' | 'leave'): Promise<void> {
  if (request === 'leave') await leaveAll()
  if (request === 'join') {
    for (let index = 0; index < (count ?? 0); index += 1) join()
    churning = setInterval(churn, 1_000)
  }
  process.send?.({ joined, left, received, open: sockets.size })
}

process.on('message', (request: 'join' | 'count' | 'leave') => void perform(request))
process.on('disconnect', () => process.exit(0))
process.send?.('ready')
