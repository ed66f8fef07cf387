import type { SocketListener } from '@herenow/adapter'
import { afterEach, expect, it, vi } from 'vitest'
import { holdsBackSockets, reachesByHttp, sparingSockets } from './held-sockets.ts'

afterEach(() => {
  vi.unstubAllGlobals()
})

/** A network in which sockets and plain requests reach what is up. */
function createNetwork({ allowsRequests = true } = {}) {
  const network = { isUp: true, opened: 0, requests: 0 }
  const createSocket = sparingSockets(
    (_, __, listener) => {
      network.opened += 1
      if (network.isUp) listener.onOpen('herenow.v1')
      else listener.onClose(1006, '')
      return { send: () => undefined, close: () => listener.onClose(1000, '') }
    },
    () => {
      network.requests += 1
      return Promise.resolve(network.isUp && allowsRequests)
    },
  )
  /** One attempt: what its socket told. */
  const attempt = async (url = 'ws://host/path'): Promise<readonly string[]> => {
    const told: string[] = []
    const listener: SocketListener = {
      onOpen: () => void told.push('open'),
      onMessage: () => undefined,
      onClose: (code) => void told.push(`close ${code}`),
    }
    createSocket(url, [], listener)
    await new Promise((resolve) => setImmediate(resolve))
    return told
  }
  return { network, attempt, createSocket }
}

it('opens no more sockets after three that failed, until a plain request is answered', async () => {
  const { network, attempt } = createNetwork()
  await attempt()
  network.isUp = false
  for (let times = 0; times < 50; times += 1) expect(await attempt()).toEqual(['close 1006'])
  expect(network.opened).toBe(1 + 3)
  network.isUp = true
  expect(await attempt()).toEqual(['open'])
  expect(network.opened).toBe(1 + 3 + 1)
})

it('counts anew after a socket that opened, and for each host', async () => {
  const { network, attempt } = createNetwork()
  await attempt()
  network.isUp = false
  for (let times = 0; times < 10; times += 1) await attempt()
  network.isUp = true
  await attempt()
  network.isUp = false
  for (let times = 0; times < 10; times += 1) await attempt()
  expect(network.opened).toBe(1 + 3 + 1 + 3)
  await attempt('ws://another/path')
  expect(network.opened).toBe(1 + 3 + 1 + 3 + 1)
})

it('opens sockets as usual where plain requests are forbidden, or where no socket ever opened', async () => {
  const forbidden = createNetwork({ allowsRequests: false })
  await forbidden.attempt()
  forbidden.network.isUp = false
  for (let times = 0; times < 10; times += 1) await forbidden.attempt()
  expect(forbidden.network.opened).toBe(11)
  const neverUp = createNetwork()
  neverUp.network.isUp = false
  for (let times = 0; times < 10; times += 1) await neverUp.attempt()
  expect(neverUp.network).toMatchObject({ opened: 10, requests: 0 })
})

it('closes an attempt whose plain request is under way, and opens no socket for it afterwards', async () => {
  const { network, attempt, createSocket } = createNetwork()
  await attempt()
  network.isUp = false
  for (let times = 0; times < 5; times += 1) await attempt()
  network.isUp = true
  const { opened } = network
  const closed: number[] = []
  const listener = { onOpen: vi.fn(), onMessage: vi.fn(), onClose: (code: number) => void closed.push(code) }
  const socket = createSocket('ws://host/path', [], listener)
  socket.send('lost')
  socket.close(1000)
  socket.close(1000)
  expect(closed).toEqual([])
  await new Promise((resolve) => setImmediate(resolve))
  expect(closed).toEqual([1006])
  expect(network.opened).toBe(opened)
  expect(listener.onOpen).not.toHaveBeenCalled()
})

it('sends the plain request to the address of the socket without its query, and reads no answer', async () => {
  const fetched = vi.fn<(address: string, init: RequestInit) => Promise<void>>(() => Promise.resolve())
  vi.stubGlobal('fetch', fetched)
  const { signal } = new AbortController()
  expect(await reachesByHttp('wss://host/path?key=secret', signal)).toBe(true)
  expect(fetched.mock.calls[0]).toEqual([
    'https://host/path',
    { method: 'HEAD', mode: 'no-cors', cache: 'no-store', credentials: 'omit', signal },
  ])
  fetched.mockRejectedValue(new TypeError('NetworkError'))
  expect(await reachesByHttp('ws://host/', signal)).toBe(false)
})

it('recognises Firefox by its user agent', () => {
  const named = (userAgent: string): boolean => {
    vi.stubGlobal('navigator', { userAgent })
    return holdsBackSockets()
  }
  expect(named('Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0')).toBe(true)
  expect(named('Mozilla/5.0 (X11; Linux) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Safari/605.1.15')).toBe(
    false,
  )
  vi.stubGlobal('navigator', undefined)
  expect(holdsBackSockets()).toBe(false)
})
