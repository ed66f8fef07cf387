import type { HttpAnswer, SocketListener } from '@herenow/adapter'
import { expect, it, onTestFinished } from 'vitest'
import { createServer } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import type { AskByHttp } from './explained-sockets.ts'
import { askByHttp, explainedSockets } from './explained-sockets.ts'

const notFound: HttpAnswer = { status: 404, text: '{}' }

function setup(ask: AskByHttp, { hears = true } = {}) {
  const asked: string[] = []
  let time = 0
  let up = false
  const createSocket = explainedSockets(
    (_, __, listener) => {
      if (up) listener.onOpen('herenow.v1')
      else void Promise.resolve().then(() => listener.onClose(1006, ''))
      return { send: () => undefined, close: () => listener.onClose(1000, '') }
    },
    (url) => {
      asked.push(url)
      return ask(url)
    },
    () => time,
  )
  const attempt = async (url = 'ws://host/path', leaves = false): Promise<readonly string[]> => {
    const told: string[] = []
    const listener: SocketListener = {
      onOpen: () => void told.push('open'),
      onMessage: () => undefined,
      onClose: (code) => void told.push(`close ${code}`),
      ...(hears ? { onRefused: ({ status }: HttpAnswer) => void told.push(`refused ${status}`) } : {}),
    }
    const socket = createSocket(url, [], listener)
    if (leaves) socket.close()
    await new Promise((resolve) => setImmediate(resolve))
    return told
  }
  return { asked, attempt, pass: (milliseconds: number) => (time += milliseconds), set: (isUp: boolean) => (up = isUp) }
}

it('says what the address answers when a socket does not open', async () => {
  const { attempt, asked } = setup(() => Promise.resolve(notFound))
  expect(await attempt()).toEqual(['refused 404'])
  expect(asked).toEqual(['ws://host/path'])
})

it('closes as ever where nothing answers, or nobody listens for more', async () => {
  expect(await setup(() => Promise.resolve(null)).attempt()).toEqual(['close 1006'])
  const deaf = setup(() => Promise.resolve(notFound), { hears: false })
  expect(await deaf.attempt()).toEqual(['close 1006'])
  expect(deaf.asked).toEqual([])
})

it('says the same of the next attempts, and asks again after half a minute', async () => {
  const { attempt, asked, pass } = setup(() => Promise.resolve({ status: asked.length === 1 ? 404 : 502, text: '' }))
  expect([await attempt(), await attempt()]).toEqual([['refused 404'], ['refused 404']])
  expect(asked).toHaveLength(1)
  pass(30_000)
  expect([await attempt(), await attempt()]).toEqual([['refused 502'], ['refused 502']])
  expect(asked).toHaveLength(2)
})

it('asks no more often where nothing answers', async () => {
  const { attempt, asked, pass } = setup(() => Promise.resolve(null))
  await attempt()
  pass(29_999)
  expect(await attempt()).toEqual(['close 1006'])
  expect(asked).toHaveLength(1)
})

it('asks for each address, and never where a socket has opened', async () => {
  const { attempt, asked, set } = setup(() => Promise.resolve(notFound))
  await attempt()
  expect(await attempt('ws://host/other')).toEqual(['refused 404'])
  set(true)
  expect(await attempt('ws://host/right')).toEqual(['open'])
  set(false)
  expect(await attempt('ws://host/right')).toEqual(['close 1006'])
  expect(asked).toHaveLength(2)
})

it('asks nothing about a socket that was left before it opened', async () => {
  const { attempt, asked } = setup(() => Promise.resolve(notFound))
  expect((await attempt('ws://host/path', true))[0]).toBe('close 1000')
  expect(asked).toEqual([])
})

it('ends at once when it is left while it is asked why it did not open', async () => {
  let answer: (found: HttpAnswer) => void = () => undefined
  const told: string[] = []
  const createSocket = explainedSockets(
    (_, __, listener) => {
      listener.onClose(1006, '')
      return { send: () => undefined, close: () => undefined }
    },
    () => new Promise((resolve) => (answer = resolve)),
  )
  const socket = createSocket('ws://host/path', [], {
    onOpen: () => undefined,
    onMessage: () => undefined,
    onClose: (code) => void told.push(`close ${code}`),
    onRefused: () => void told.push('refused'),
  })
  socket.close()
  expect(told).toEqual([])
  await Promise.resolve()
  expect(told).toEqual(['close 1006'])
  answer(notFound)
  await new Promise((resolve) => setImmediate(resolve))
  expect(told).toEqual(['close 1006'])
})

it('reads the beginning of a real answer, and takes silence for none', async () => {
  const server = createServer((request, response) => {
    response.writeHead(request.url === '/realtime' ? 403 : 404).end('x'.repeat(20_000))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  const { port } = server.address() as AddressInfo
  const answer = await askByHttp(`ws://127.0.0.1:${port}/realtime`)
  expect(answer).toEqual({ status: 403, text: 'x'.repeat(10_000) })
  expect(await askByHttp('ws://127.0.0.1:1/')).toBeNull()
})

it('reads no more than the beginning of an answer that goes on for ever', async () => {
  let written = 0
  const server = createServer((_, response) => {
    response.writeHead(404)
    const more = (): void => {
      while (!response.destroyed && response.write('x'.repeat(65_536))) written += 65_536
      if (!response.destroyed) response.once('drain', more)
    }
    more()
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  expect(await askByHttp(`ws://127.0.0.1:${port}/`)).toEqual({ status: 404, text: 'x'.repeat(10_000) })
  expect(written).toBeLessThan(50_000_000)
})
