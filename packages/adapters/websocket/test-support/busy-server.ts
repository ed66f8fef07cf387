import type { Publish } from '@herenow/protocol'
import type { ScriptedSocket, SentItem, SocketScript, TestClock } from '@herenow/testing'
import { welcome } from './world.ts'

/** How a scripted server takes its time. Durations in milliseconds. */
export interface Pace {
  /** What it stores at once before it reads more slowly. */
  readonly burst: number
  readonly perSecond: number
  /** How long its engine takes for each publish, one after the other. */
  readonly engineTime: number
}

/** A server that reads a socket more slowly when it is over its rate, as ours does, and what it has stored. */
export interface BusyServer {
  readonly script: SocketScript
  /** Message ids in the order in which they were stored. */
  readonly stored: string[]
  /** Message ids in the order in which clients wrote them to sockets. */
  readonly written: string[]
  /** The socket stops answering anything, publishes included. */
  silent: boolean
}

/** `clock`: read when the first item comes, so that the server may be made before its world. */
export function busyServer(clock: () => TestClock, { burst, perSecond, engineTime }: Pace): BusyServer {
  const stored: string[] = []
  const written: string[] = []
  const inbox: { readonly item: SentItem; readonly socket: ScriptedSocket }[] = []
  let isReading = false
  let tokens = burst
  let countedAt = 0
  let readsAgainAt = 0
  let engineIsFreeAt = 0

  function later(at: number, work: () => void): void {
    const wait = at - clock().now()
    if (wait > 0) clock().setTimeout(work, wait)
    else queueMicrotask(work)
  }

  /** Goes into debt for what has arrived, and reads nothing more until the debt is paid. */
  function charge(messages: number): void {
    const now = clock().now()
    tokens = Math.min(burst, tokens + ((now - countedAt) / 1_000) * perSecond) - messages
    countedAt = now
    if (tokens < 0) readsAgainAt = now + (-tokens / perSecond) * 1_000
  }

  function publish({ id, messages }: Publish, socket: ScriptedSocket): void {
    charge(messages.length)
    engineIsFreeAt = Math.max(engineIsFreeAt, clock().now()) + engineTime
    later(engineIsFreeAt, () => {
      const outcomes = messages.map((message) => {
        stored.push(message.id)
        return { timestamp: 1, epoch: 'e', offset: stored.length }
      })
      reply(socket, { type: 'ok', id, result: { outcomes } })
    })
  }

  function reply(socket: ScriptedSocket, item: object): void {
    if (socket.status === 'open' && !server.silent) socket.receive(item)
  }

  /** Reads what has arrived, in order, for as long as it reads at all. */
  function read(): void {
    isReading = false
    while (clock().now() >= readsAgainAt) {
      const arrived = inbox.shift()
      if (!arrived) return
      const { item, socket } = arrived
      if (item['type'] === 'publish') publish(item as unknown as Publish, socket)
      else if (item['type'] === 'ping') reply(socket, { type: 'ok', id: item['id'] })
    }
    readSoon()
  }

  function readSoon(): void {
    if (isReading) return
    isReading = true
    later(readsAgainAt, read)
  }

  const server: BusyServer = {
    stored,
    written,
    silent: false,
    script: {
      onCreate(socket) {
        if (socket.status === 'connecting') socket.open()
        const ping = (): void => {
          reply(socket, { type: 'ping' })
          if (socket.status === 'open') clock().setTimeout(ping, welcome.pingInterval)
        }
        clock().setTimeout(ping, welcome.pingInterval)
      },
      onItem(item, socket) {
        if (item['type'] === 'hello') return queueMicrotask(() => reply(socket, welcome))
        if (item['type'] === 'publish') written.push(...(item as unknown as Publish).messages.map(({ id }) => id))
        inbox.push({ item, socket })
        readSoon()
      },
    },
  }
  return server
}
