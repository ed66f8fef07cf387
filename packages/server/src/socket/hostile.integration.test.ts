import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import type { Socket } from 'node:net'
import { connect } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { TestServer } from '../testing/support/test-server.ts'
import { startTestServer } from '../testing/support/test-server.ts'

/** A masked client frame with any first byte and any claimed length. */
function frame(first: number, payload: Buffer, claimed: number | bigint = payload.length): Buffer {
  const length = BigInt(claimed)
  const header = length < 126n ? Buffer.alloc(2) : length < 65_536n ? Buffer.alloc(4) : Buffer.alloc(10)
  header[0] = first
  if (header.length === 2) header[1] = 0x80 | Number(length)
  else if (header.length === 4) header.writeUInt16BE(Number(length), 2)
  else header.writeBigUInt64BE(length, 2)
  if (header.length > 2) header[1] = header.length === 4 ? 0xfe : 0xff
  return Buffer.concat([header, Buffer.alloc(4), payload])
}

const text = (payload: string): Buffer => frame(0x81, Buffer.from(payload))
const hello = text('{"type":"hello","version":1}')

/** A TCP connection that has asked for an upgrade. */
async function upgraded(server: TestServer, headers = ''): Promise<Socket> {
  const socket = connect(server.port, '127.0.0.1')
  onTestFinished(() => {
    socket.destroy()
  })
  await once(socket, 'connect')
  const key = randomBytes(16).toString('base64')
  socket.write(
    `GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n` +
      `Sec-WebSocket-Key: ${key}\r\nSec-WebSocket-Protocol: herenow.v1\r\n${headers}\r\n`,
  )
  const [head] = (await once(socket, 'data')) as [Buffer]
  expect(head.toString()).toMatch(/^HTTP\/1\.1 101 /)
  expect(head.toString()).toMatch(/sec-websocket-protocol: herenow\.v1/i)
  return socket
}

/** The code of the close frame that the server sends, or `null` when it just ends the socket. */
async function closeCodeOf(socket: Socket): Promise<number | null> {
  const chunks: Buffer[] = []
  socket.on('data', (chunk: Buffer) => chunks.push(chunk))
  await once(socket, 'close')
  let bytes = Buffer.concat(chunks)
  while (bytes.length >= 2) {
    const short = (bytes[1] ?? 0) & 0x7f
    const header = short < 126 ? 2 : 4
    const length = short < 126 ? short : bytes.readUInt16BE(2)
    if (bytes[0] === 0x88) return length < 2 ? 1005 : bytes.readUInt16BE(header)
    bytes = bytes.subarray(header + length)
  }
  return null
}

async function isWell(server: TestServer): Promise<void> {
  const witness = await server.client()
  await witness.barrier()
  expect(server.complaints).toEqual([])
}

describe('bytes that break the WebSocket protocol', () => {
  it.each<[string, Buffer, number]>([
    ['an unmasked frame', Buffer.from([0x81, 0x02, 0x7b, 0x7d]), 1002],
    ['a reserved bit', frame(0xc1, Buffer.from('{}')), 1002],
    ['an unknown opcode', frame(0x83, Buffer.from('{}')), 1002],
    ['bytes that are not UTF-8', frame(0x81, Buffer.from([0x22, 0xff, 0xfe, 0x22])), 1007],
    ['a fragmented control frame', frame(0x09, Buffer.from('x')), 1002],
    ['a ping that is too long', frame(0x89, Buffer.alloc(126)), 1002],
    ['a continuation of nothing', frame(0x80, Buffer.from('x')), 1002],
    ['a close with one byte', frame(0x88, Buffer.from([3])), 1002],
    ['a close with a code that must not be sent', frame(0x88, Buffer.from([0x03, 0xed])), 1002],
    ['a length of 2^63', frame(0x81, Buffer.alloc(0), 2n ** 63n), 1009],
    ['a frame one byte too long', frame(0x81, Buffer.alloc(0), 131_073), 1009],
    [
      'a 65th fragment',
      Buffer.concat([
        frame(0x01, Buffer.from('"')),
        ...Array.from({ length: 70 }, () => frame(0x00, Buffer.from('a'))),
      ]),
      1008,
    ],
  ])('%s is answered with the right code and nobody else notices', async (_, bytes, code) => {
    const server = await startTestServer()
    const socket = await upgraded(server)
    socket.write(Buffer.concat([hello, bytes]))
    expect(await closeCodeOf(socket)).toBe(code)
    await isWell(server)
  })

  it('many small fragments can not get around the limit of a frame', async () => {
    const server = await startTestServer()
    const socket = await upgraded(server)
    socket.write(Buffer.concat([hello, frame(0x01, Buffer.alloc(60_000, 0x20))]))
    for (let i = 0; i < 3; i += 1) socket.write(frame(0x00, Buffer.alloc(60_000, 0x20)))
    expect(await closeCodeOf(socket)).toBe(1009)
    await isWell(server)
  })

  it('takes a frame of exactly the limit', async () => {
    const server = await startTestServer()
    const client = await server.client()
    const [head, tail] = ['{"type":"ping","id":1,"x":"', '"}']
    client.sendText(`${head}${'x'.repeat(131_072 - head.length - tail.length)}${tail}`)
    expect((await client.answer(1)).type).toBe('ok')
  })

  it('takes a hello that drips byte by byte, as long as it is in time', async () => {
    const server = await startTestServer()
    const socket = await upgraded(server)
    for (const byte of hello.subarray(0, -1)) socket.write(Buffer.from([byte]))
    server.clock.advance(4_999)
    socket.write(hello.subarray(-1))
    const [answer] = (await once(socket, 'data')) as [Buffer]
    expect(answer.toString()).toContain('"welcome"')
  })

  it('closes a hello that drips for too long', async () => {
    const server = await startTestServer()
    const socket = await upgraded(server)
    socket.write(hello.subarray(0, -1))
    await isWell(server)
    server.clock.advance(5_000)
    server.clock.advance(3_000)
    await closeCodeOf(socket)
    expect(server.server.info().connections).toBe(1)
  })

  it('survives random bytes', async () => {
    const server = await startTestServer()
    for (let round = 0; round < 20; round += 1) {
      const noise = randomBytes(2_000)
      const socket = await upgraded(server)
      const closed = once(socket, 'close')
      socket.on('error', () => {})
      socket.resume()
      socket.end(Buffer.concat([hello, noise]))
      server.clock.advance(3_000)
      await closed
    }
    await isWell(server)
  })
})

describe('JSON of the wrong shape', () => {
  it.each([
    '5',
    'null',
    '"text"',
    'true',
    '{}',
    '[]',
    '[[]]',
    '[null]',
    '{"type":5}',
    '{"type":"__proto__"}',
    '{"type":"constructor","id":1}',
    '{"type":"toString"}',
    '{"type":"ping"}',
    '{"type":"ping","id":"1"}',
    '{"type":"ping","id":-1}',
    '{"type":"ping","id":1.5}',
    '{"type":"ping","id":1e999}',
    '{"type":"ping","id":1,"id":"x"}',
    '{"type":"attach","id":1}',
    '{"type":"attach","id":1,"channel":{"toString":1}}',
    '{"type":"publish","id":1,"channel":"a","messages":{"length":1}}',
    '{"type":"publish","id":1,"channel":"a","messages":[{"id":"\\"},\\"\\n","name":"n","data":1}]}',
    '{"type":"watch","id":1,"channels":"a"}',
    '{"type":"history","id":1,"channel":"a","limit":0,"direction":"up"}',
  ])('%s is answered with an error, and the connection goes on', async (sent) => {
    const server = await startTestServer()
    const client = await server.client()
    client.sendText(sent)
    await client.barrier()
    expect(client.all('error').map((item) => item.error.code)).toSatisfy((codes: string[]) =>
      codes.every((code) => code === 'invalid_argument' || code === 'unsupported'),
    )
    expect(client.all('error')).toHaveLength(1)
    await isWell(server)
  })

  it('nested ten thousand times is refused without harm', async () => {
    const server = await startTestServer()
    const client = await server.client()
    client.sendText(`${'['.repeat(10_000)}${']'.repeat(10_000)}`)
    const deep = `${'['.repeat(33)}${']'.repeat(33)}`
    client.sendText(`{"type":"publish","id":1,"channel":"a","messages":[{"id":"m","name":"n","data":${deep}}]}`)
    expect(await client.answer(1)).toMatchObject({ error: { code: 'invalid_argument' } })
    await isWell(server)
  })

  it('carries lone surrogates, huge numbers and odd keys through as data', async () => {
    const server = await startTestServer()
    const client = await server.client()
    await client.grant({ type: 'attach', channel: 'a' })
    client.sendText(
      '{"type":"publish","id":1,"channel":"a","messages":[{"id":"m","name":"\\ud800","data":{"__proto__":{"x":1},"s":"\\udfff","n":1e999}}]}',
    )
    expect((await client.answer(1)).type).toBe('ok')
    const [item] = client.all('message')
    expect(item?.message.name).toBe('\ud800')
    expect(JSON.stringify(item?.message.data)).toBe('{"__proto__":{"x":1},"s":"\\udfff","n":null}')
  })

  it('with a correlation id that was used before is answered all the same', async () => {
    const server = await startTestServer()
    const client = await server.client()
    client.send({ type: 'ping', id: 7 }, { type: 'ping', id: 7 })
    await client.barrier()
    expect(client.all('ok').filter((item) => item.id === 7)).toHaveLength(2)
  })
})
