import type { Socket, SocketListener } from '@herenow/adapter'
import { expect, it } from 'vitest'
import { createCurrentSocket } from './current-socket.ts'

interface Made {
  readonly listener: SocketListener
  readonly closedWith: (number | undefined)[]
}

/** Sockets that do what the test says, and nothing else of a session. */
function setup() {
  const made: Made[] = []
  const heard: string[] = []
  let impossible: Error | null = null
  const current = createCurrentSocket({
    create(listener): Socket {
      if (impossible !== null) throw impossible
      const socket: Made = { listener, closedWith: [] }
      made.push(socket)
      return { send: () => {}, close: (code) => void socket.closedWith.push(code) }
    },
    onOpen: (subprotocol) => heard.push(`open ${subprotocol}`),
    onFrame: (data) => heard.push(`frame ${String(data)}`),
    onEnd: (code) => heard.push(`end ${code}`),
    onBlocked: () => heard.push('blocked'),
    onImpossible: (cause) => heard.push(`impossible ${String(cause)}`),
  })
  return {
    current,
    heard,
    socket: (index: number): Made => {
      const socket = made[index]
      if (!socket) throw new Error(`Only ${made.length} sockets were made.`)
      return socket
    },
    refuseWith: (cause: Error | null) => (impossible = cause),
  }
}

/** Everything that a socket can say. */
function sayAll({ listener }: Made): void {
  listener.onOpen('v1')
  listener.onMessage('hi')
  listener.onClose(1006, '')
  listener.onBlocked?.()
}

it('hands on what the socket delivers, and has no socket after its end', () => {
  const { current, heard, socket } = setup()
  expect(current.socket).toBeNull()
  current.open()
  expect(current.socket).not.toBeNull()
  sayAll(socket(0))
  expect(heard).toEqual(['open v1', 'frame hi', 'end 1006', 'blocked'])
  expect(current.socket).toBeNull()
})

it('hears a socket that is being closed until its end', () => {
  const { current, heard, socket } = setup()
  current.open()
  current.close(1000)
  expect(socket(0).closedWith).toEqual([1000])
  socket(0).listener.onMessage('late')
  socket(0).listener.onClose(1000, '')
  expect(heard).toEqual(['frame late', 'end 1000'])
})

it('closes a socket that it lets go of, and hears nothing more of it, also beside the next one', () => {
  const { current, heard, socket } = setup()
  current.open()
  current.letGo(4_000)
  expect(socket(0).closedWith).toEqual([4_000])
  expect(current.socket).toBeNull()
  sayAll(socket(0))
  current.open()
  sayAll(socket(0))
  expect(heard).toEqual([])
  expect(current.socket).not.toBeNull()
  socket(1).listener.onMessage('hi')
  expect(heard).toEqual(['frame hi'])
})

it('reports why no socket can be made, and can still make the next one', () => {
  const { current, heard, refuseWith } = setup()
  refuseWith(new SyntaxError('bad URL'))
  current.open()
  expect(heard).toEqual(['impossible SyntaxError: bad URL'])
  expect(current.socket).toBeNull()
  current.close(1000)
  current.letGo(1000)
  refuseWith(null)
  current.open()
  expect(current.socket).not.toBeNull()
})
