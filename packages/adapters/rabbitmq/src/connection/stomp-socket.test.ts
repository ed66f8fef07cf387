import type { SocketListener } from '@herenow/adapter'
import { describe, expect, it, vi } from 'vitest'
import { openStompSocket } from './stomp-socket.ts'

function setup() {
  const inner = { send: vi.fn(), close: vi.fn() }
  const notes = { onRefused: vi.fn(), onBlocked: vi.fn(), onImpossible: vi.fn() }
  let listener: SocketListener | undefined
  const create = vi.fn((_url: string, _protocols: readonly string[], given: SocketListener) => {
    listener = given
    return inner
  })
  const socket = openStompSocket(create, 'ws://localhost/ws', ['v12.stomp'], notes)
  const heard = { onopen: vi.fn(), onmessage: vi.fn(), onclose: vi.fn() }
  Object.assign(socket, heard)
  if (!listener) throw new Error('No socket was made')
  return { inner, notes, socket, heard, far: listener }
}

describe('a socket of Env as the SDK sees it', () => {
  it('opens, carries text both ways and closes', () => {
    const { inner, socket, heard, far } = setup()
    expect(socket.readyState).toBe(0)
    far.onOpen('v12.stomp')
    expect([socket.readyState, heard.onopen.mock.calls.length]).toEqual([1, 1])
    socket.send('CONNECT')
    expect(inner.send).toHaveBeenCalledWith('CONNECT')
    far.onMessage('CONNECTED')
    expect(heard.onmessage).toHaveBeenCalledWith({ data: 'CONNECTED' })
    far.onClose(1000, 'STOMP died')
    expect(heard.onclose).toHaveBeenCalledWith({ code: 1000, reason: 'STOMP died', wasClean: true })
    expect(socket.readyState).toBe(3)
  })

  it('is given up at once, and its late end says nothing more', () => {
    const { inner, socket, heard, far } = setup()
    socket.terminate?.()
    far.onClose(1000, '')
    far.onOpen('')
    expect(inner.close).toHaveBeenCalledOnce()
    expect(heard.onclose.mock.calls).toEqual([[{ code: 1006, reason: '', wasClean: false }]])
    expect(heard.onopen).not.toHaveBeenCalled()
  })

  it('says why it did not open', () => {
    const { notes, heard, far } = setup()
    far.onRefused?.({ status: 404, text: '' })
    expect(notes.onRefused).toHaveBeenCalledWith({ status: 404, text: '' })
    expect(heard.onclose).toHaveBeenCalledOnce()
    const blocked = setup()
    blocked.far.onBlocked?.()
    expect([blocked.notes.onBlocked.mock.calls.length, blocked.heard.onclose.mock.calls.length]).toEqual([1, 1])
  })

  it('takes no bytes', () => {
    expect(() => setup().socket.send(new Uint8Array(1))).toThrow('forceBinaryWSFrames')
  })

  it('is closed from the start where the platform makes none', () => {
    const onImpossible = vi.fn()
    const cause = new SyntaxError('No URL')
    const fail = (): never => {
      throw cause
    }
    const socket = openStompSocket(fail, 'x', [], { onImpossible, onBlocked() {}, onRefused() {} })
    expect([socket.readyState, onImpossible.mock.calls]).toEqual([3, [[cause]]])
  })
})
