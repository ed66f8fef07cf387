import { afterEach, expect, it, vi } from 'vitest'
import { createNetworkSwitch } from './network-switch.ts'

afterEach(() => {
  vi.unstubAllGlobals()
})

/** A `WebSocket` whose tests say what happens to it. */
class FakeSocket extends EventTarget {
  static opened: FakeSocket[] = []
  readonly protocol = 'herenow.v1'
  readonly close = vi.fn<(code: number) => void>()
  constructor() {
    super()
    FakeSocket.opened.push(this)
  }
  fail(): void {
    this.dispatchEvent(Object.assign(new Event('close'), { code: 1006, reason: '' }))
  }
}

function inFirefox() {
  FakeSocket.opened = []
  const fetched = vi.fn<() => Promise<unknown>>(() => Promise.resolve())
  vi.stubGlobal('WebSocket', FakeSocket)
  vi.stubGlobal('fetch', fetched)
  vi.stubGlobal('navigator', { onLine: true, userAgent: 'Mozilla/5.0 (X11; rv:153.0) Gecko/20100101 Firefox/153.0' })
  const { createSocket, set } = createNetworkSwitch()
  const told: string[] = []
  const open = (): void => {
    createSocket('ws://host/', ['herenow.v1'], {
      onOpen: () => void told.push('open'),
      onMessage: () => undefined,
      onClose: (code) => void told.push(`close ${code}`),
    })
  }
  return { fetched, open, set, told }
}

it('opens no sockets that Firefox would hold back later', async () => {
  const { fetched, open } = inFirefox()
  open()
  FakeSocket.opened[0]?.dispatchEvent(new Event('open'))
  // Its answer is noted a few turns later.
  await new Promise((resolve) => setImmediate(resolve))
  expect(fetched).toHaveBeenCalledOnce()
  fetched.mockRejectedValue(new TypeError('NetworkError'))
  for (let attempt = 1; attempt <= 10; attempt += 1) {
    open()
    FakeSocket.opened.at(-1)?.fail()
  }
  expect(FakeSocket.opened).toHaveLength(1 + 3)
})

it('tells of a cut at once, and of nothing afterwards', () => {
  const { open, set, told } = inFirefox()
  open()
  const [socket] = FakeSocket.opened
  socket?.dispatchEvent(new Event('open'))
  set(false)
  expect(told).toEqual(['open', 'close 1006'])
  expect(socket?.close).toHaveBeenCalledWith(4900)
  socket?.fail()
  expect(told).toHaveLength(2)
})
