import { describe, expect, it } from 'vitest'
import type { SocketScript } from './scripted-socket.ts'
import { scriptedSocket } from './scripted-socket.ts'
import { settled } from './settled.ts'

function create(script?: SocketScript): {
  readonly sockets: ReturnType<typeof scriptedSocket>
  readonly near: ReturnType<ReturnType<typeof scriptedSocket>['createSocket']>
  readonly heard: string[]
} {
  const heard: string[] = []
  const sockets = scriptedSocket(script)
  const near = sockets.createSocket('ws://host', ['one', 'two'], {
    onOpen: (protocol) => heard.push(`open ${protocol}`),
    onMessage: (data) => heard.push(`message ${String(data)}`),
    onClose: (code, reason) => heard.push(`close ${code} ${reason}`.trim()),
  })
  return { sockets, near, heard }
}

describe('the far end', () => {
  it('opens, speaks and closes when the test says so', () => {
    const { sockets, heard } = create()
    const far = sockets.latest
    expect([far.url, far.protocols, far.status]).toEqual(['ws://host', ['one', 'two'], 'connecting'])
    far.open()
    far.receive({ a: 1 })
    far.receive({ a: 1 }, { b: 2 })
    far.receiveRaw('{')
    far.close(4_000, 'bye')
    expect(heard).toEqual(['open one', 'message {"a":1}', 'message [{"a":1},{"b":2}]', 'message {', 'close 4000 bye'])
  })

  it('says nothing after the end', () => {
    const { sockets, heard } = create()
    sockets.latest.open('two')
    sockets.latest.close()
    sockets.latest.receive({ late: true })
    sockets.latest.close()
    expect(heard).toEqual(['open two', 'close 1006'])
  })

  it('takes frames apart, and a script may answer', async () => {
    const { sockets, near, heard } = create({
      onCreate: (socket) => socket.open(),
      onItem: (item, socket) => socket.receive({ answerTo: item['id'] }),
    })
    expect(heard).toEqual([])
    await settled()
    near.send('[{"id":1},{"id":2}]')
    near.send('{"id":3}')
    expect(sockets.latest.frames).toHaveLength(2)
    expect(sockets.latest.sent).toEqual([{ id: 1 }, { id: 2 }, { id: 3 }])
    expect(heard.slice(1)).toEqual(['message {"answerTo":1}', 'message {"answerTo":2}', 'message {"answerTo":3}'])
  })
})

describe('the near end', () => {
  it('behaves as browsers do: no send before the handshake, none after the end, only some close codes', () => {
    const { sockets, near } = create()
    expect(() => near.send('{}')).toThrow('InvalidStateError')
    sockets.latest.open()
    for (const code of [1001, 1006, 2999, 5000]) expect(() => near.close(code)).toThrow('InvalidAccessError')
    near.close(3_000, 'done')
    near.send('{}')
    expect(sockets.latest.sent).toEqual([])
    expect(sockets.latest.closedWith).toEqual({ code: 3_000, reason: 'done' })
  })

  it('hears of the end later, once', async () => {
    const { sockets, near, heard } = create()
    sockets.latest.open()
    near.close(1_000)
    near.close(3_000)
    expect([heard, sockets.latest.status]).toEqual([['open one'], 'closing'])
    await settled()
    expect([heard.slice(1), sockets.latest.status]).toEqual([['close 1000'], 'closed'])
  })

  it('waits for the far end where the script does not answer a close', async () => {
    const { sockets, near, heard } = create({ answersClose: false })
    near.close()
    await settled()
    expect(heard).toEqual([])
    expect(sockets.live).toBe(0)
    sockets.latest.close()
    expect(heard).toEqual(['close 1006'])
  })
})

it('knows all sockets, the newest, and how many live', () => {
  const sockets = scriptedSocket()
  expect(() => sockets.latest).toThrow('No socket')
  const ignore = { onOpen() {}, onMessage() {}, onClose() {} }
  sockets.createSocket('ws://a', [], ignore)
  sockets.createSocket('ws://b', [], ignore)
  expect(sockets.all.map(({ url }) => url)).toEqual(['ws://a', 'ws://b'])
  expect([sockets.latest.url, sockets.live]).toEqual(['ws://b', 2])
  sockets.latest.close()
  expect(sockets.live).toBe(1)
})
