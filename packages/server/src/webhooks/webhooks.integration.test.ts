import { Webhook } from 'standardwebhooks'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { once } from 'node:events'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { ManualClock } from '../testing/manual-clock.ts'
import { startTarget, status, testSecret, yes } from '../testing/support/webhook-target.ts'
import { startWebhooks, testEvent } from '../testing/support/webhooks-bench.ts'

const secret = testSecret()
const hour = 3_600_000

describe('a webhook', () => {
  it('gets events in order, many in one request, each once', async () => {
    const target = await startTarget()
    const { take, settled, info } = await startWebhooks([{ url: target.url, secret, batch: { max: 10 } }], target)
    const ids = take(25)
    await vi.waitFor(() => expect(target.taken).toEqual(ids))
    await settled()
    expect(target.requests.map(({ events }) => events.length)).toEqual([10, 10, 5])
    expect(info()).toMatchObject({ status: 'idle', waiting: 0, waitingBytes: 0, delivered: 25, lost: 0 })
  })

  it('gets a body of events, JSON, and headers that a library of Standard Webhooks takes', async () => {
    const target = await startTarget(secret, new ManualClock(Date.now()))
    const { webhooks } = await startWebhooks([{ url: target.url, secret }], target)
    const event = testEvent('ä👋', 1_800_000_000_000)
    webhooks.take(event)
    await vi.waitFor(() => expect(target.requests).toHaveLength(1))
    const { body, headers } = target.requests[0] ?? { body: '', headers: {} }
    expect(new Webhook(secret).verify(body, headers)).toEqual({ events: [event] })
    expect(headers).toMatchObject({ 'content-type': 'application/json', 'user-agent': 'Herenow' })
  })

  it.each([
    ['the new one', testSecret(2)],
    ['the old one', testSecret(1)],
  ])('is signed with all its secrets while they change: %s is enough', async (_, known) => {
    const target = await startTarget(known)
    const { take } = await startWebhooks([{ url: target.url, secrets: [testSecret(2), testSecret(1)] }], target)
    const ids = take(3)
    await vi.waitFor(() => expect(target.taken).toEqual(ids))
  })

  it('lets events wait for others for as long as it says, or until a batch is full', async () => {
    const target = await startTarget()
    const { take, clock, settled } = await startWebhooks(
      [{ url: target.url, secret, batch: { max: 5, wait: 2 } }],
      target,
    )
    const few = take(3, 'few')
    await settled()
    clock.advance(1_999)
    await settled()
    expect(target.requests).toEqual([])
    clock.advance(1)
    await vi.waitFor(() => expect(target.taken).toEqual(few))
    await settled()
    const many = take(5, 'many')
    await vi.waitFor(() => expect(target.taken).toEqual([...few, ...many]))
    expect(target.requests).toHaveLength(2)
  })

  it('gets only the types and channels that it wants, and events without a channel', async () => {
    const target = await startTarget()
    const events = ['channel', 'connect'] as const
    const { webhooks } = await startWebhooks(
      [{ url: target.url, secret, events, channels: ['room:*', 'news'] }],
      target,
    )
    webhooks.take(testEvent('1'))
    webhooks.take({ ...testEvent('2'), type: 'channel', channel: 'rooms:a', state: 'empty' })
    webhooks.take({
      id: '3',
      timestamp: 0,
      type: 'unsubscribe',
      channel: 'room:a',
      clientId: 'a',
      connectionId: 'b',
      reason: 'detach',
    })
    webhooks.take({ id: '4', timestamp: 0, type: 'connect', clientId: 'a', connectionId: 'b', info: null, address: '' })
    await vi.waitFor(() => expect(target.taken).toEqual(['1', '4']))
  })

  it('gets large events alone, and no request above 256 KiB otherwise', async () => {
    const target = await startTarget()
    const { webhooks } = await startWebhooks([{ url: target.url, secret }], target)
    const large = (id: string, size: number): void =>
      webhooks.take({ ...testEvent(id), type: 'channel', channel: 'x'.repeat(size), state: 'empty' })
    for (const id of ['1', '2', '3']) large(id, 100_000)
    large('4', 300_000)
    large('5', 10)
    await vi.waitFor(() => expect(target.taken).toEqual(['1', '2', '3', '4', '5']))
    expect(target.requests.map(({ events }) => events.map(({ id }) => id))).toEqual([['1', '2'], ['3'], ['4'], ['5']])
  })
})

describe('a target that is down for an hour', () => {
  it('gets everything afterwards, in order', async () => {
    const target = await startTarget()
    const { take, pass, info, complaints } = await startWebhooks([{ url: target.url, secret }], target)
    await target.goDown()
    const ids: string[] = []
    for (let minute = 0; minute < 60; minute += 1) {
      ids.push(...take(10, `m${minute}-`))
      await pass(60_000)
    }
    expect(info()).toMatchObject({ status: 'pausing', waiting: 600, dead: 0, lost: 0 })
    expect(info().lastFailure).toMatch(/ECONNREFUSED/)
    await target.comeUp()
    await pass(300_000)
    await vi.waitFor(() => expect(target.taken).toEqual(ids))
    expect(info()).toMatchObject({ waiting: 0, failures: 0, lastFailure: null, nextAttempt: null })
    expect(complaints).toEqual(['A webhook failed; its events wait, and are sent again'])
  })

  it('is tried with growing pauses, five minutes at most', async () => {
    const target = await startTarget()
    target.answer = status(503)
    const { take, pass } = await startWebhooks([{ url: target.url, secret }], target)
    take(1)
    await pass(hour, 10_000)
    expect(target.requests.length).toBeGreaterThan(15)
    expect(target.requests.length).toBeLessThan(30)
  })
})

describe('an answer', () => {
  it.each([500, 503, 400, 401, 404, 429, 302])('%i means that the same request is made again', async (code) => {
    const target = await startTarget()
    target.answer = status(code, { location: `${target.url}/elsewhere` })
    const { take, pass, info, settled } = await startWebhooks([{ url: target.url, secret }], target)
    const ids = take(2)
    await vi.waitFor(() => expect(target.requests).toHaveLength(1))
    await settled()
    expect(info()).toMatchObject({ status: 'pausing', failures: 1, waiting: 2 })
    expect(info().lastFailure).toContain(`It answered ${code}`)
    target.answer = yes
    await pass(1_000)
    await vi.waitFor(() => expect(target.taken).toEqual(ids))
    const [first, second] = target.requests
    expect(second?.body).toBe(first?.body)
    expect(second?.headers['webhook-id']).toBe(first?.headers['webhook-id'])
  })

  it('with a Retry-After is heeded', async () => {
    const target = await startTarget()
    target.answer = status(429, { 'retry-after': '120' })
    const { take, pass } = await startWebhooks([{ url: target.url, secret }], target)
    take(1)
    await vi.waitFor(() => expect(target.requests).toHaveLength(1))
    await pass(119_000)
    expect(target.requests).toHaveLength(1)
    await pass(1_000)
    expect(target.requests).toHaveLength(2)
  })

  it('410 ends the sending until the next start, and events wait', async () => {
    const target = await startTarget()
    target.answer = status(410)
    const { take, pass, info, outbox, complaints } = await startWebhooks([{ url: target.url, secret }], target)
    const ids = [...take(1, 'first')]
    await vi.waitFor(() => expect(info()).toMatchObject({ status: 'stopped' }))
    ids.push(...take(2, 'later'))
    await pass(6 * hour, hour)
    expect(target.requests).toHaveLength(1)
    expect(info()).toMatchObject({ status: 'stopped', waiting: 3 })
    expect(complaints).toEqual(['A webhook is gone: nothing is sent to it until the next start'])
    target.answer = yes
    await startWebhooks([{ url: target.url, secret }], { outbox, clock: target.clock })
    await vi.waitFor(() => expect(target.taken).toEqual(ids))
  })

  it("that doesn't come in time is a failure", async () => {
    const target = await startTarget()
    target.answer = () => {}
    const { take, clock, info, pass } = await startWebhooks([{ url: target.url, secret, timeout: 5 }], target)
    const ids = take(1)
    await vi.waitFor(() => expect(target.requests).toHaveLength(1))
    clock.advance(4_999)
    expect(info().status).toBe('sending')
    clock.advance(1)
    await vi.waitFor(() => expect(info()).toMatchObject({ status: 'pausing', lastFailure: 'It took longer than 5 s' }))
    target.answer = yes
    await pass(1_000)
    await vi.waitFor(() => expect(target.taken).toEqual(ids))
  })

  it('that breaks off behind its status counts as that status', async () => {
    const target = await startTarget()
    target.answer = (response) => {
      response.writeHead(200, { 'content-length': '1000' }).write('some')
      setImmediate(() => response.destroy())
    }
    const { take, info } = await startWebhooks([{ url: target.url, secret }], target)
    take(1)
    await vi.waitFor(() => expect(info()).toMatchObject({ status: 'idle', delivered: 1 }))
  })

  it('that never ends is not read', async () => {
    const target = await startTarget()
    target.answer = (response) => {
      const more = (): void => void (response.destroyed || response.write('x'.repeat(65_536), () => setImmediate(more)))
      response.writeHead(200)
      more()
    }
    const { take, info } = await startWebhooks([{ url: target.url, secret }], target)
    take(1)
    await vi.waitFor(() => expect(info()).toMatchObject({ status: 'idle', delivered: 1 }))
  })

  it("that isn't HTTP is a failure, and so is none", async () => {
    const garbage = createServer((socket) => void socket.on('error', () => {}).end('SSH-2.0-OpenSSH_9.9\r\n'))
    garbage.listen(0, '127.0.0.1')
    await once(garbage, 'listening')
    onTestFinished(() => void garbage.close())
    const { port } = garbage.address() as AddressInfo
    const { take, info } = await startWebhooks([{ url: `http://127.0.0.1:${port}/`, secret }])
    take(1)
    await vi.waitFor(() => expect(info()).toMatchObject({ status: 'pausing', waiting: 1, failures: 1 }))
  })
})

describe('events that nobody takes for a day', () => {
  it('are given up, stay visible, and can be sent again', async () => {
    const target = await startTarget()
    target.answer = status(500)
    const { take, pass, info, webhooks, complaints } = await startWebhooks(
      [{ url: target.url, secret, name: 'shop', keep: { seconds: 3_600 } }],
      target,
    )
    const old = take(3, 'old')
    await pass(hour / 2)
    const young = take(2, 'young')
    await pass(hour / 2 + 300_000)
    expect(info()).toMatchObject({ waiting: 2, dead: 3 })
    const letters = await webhooks.deadLetters('shop', 0, 2)
    expect(letters).toMatchObject([{ reason: 'It answered 500' }, { reason: 'It answered 500' }])
    expect(letters.map(({ text }) => (JSON.parse(text) as { id: string }).id)).toEqual(old.slice(0, 2))
    expect(await webhooks.deadLetters('shop', letters[1]?.place ?? 0, 100)).toHaveLength(1)
    expect(complaints).toContain('Events for the webhook "shop" were given up: It answered 500')
    target.answer = yes
    expect(await webhooks.retry('shop')).toBe(3)
    await vi.waitFor(() => expect(target.taken).toEqual([...young, ...old]))
    expect(info()).toMatchObject({ waiting: 0, dead: 0, lost: 0 })
  })

  it('are given up sooner where there are too many: the oldest first', async () => {
    const target = await startTarget()
    await target.goDown()
    const bench = await startWebhooks([{ url: target.url, secret, batch: { max: 2 }, keep: { events: 10 } }], target)
    const ids = bench.take(15)
    await vi.waitFor(() => expect(bench.info()).toMatchObject({ waiting: 10, dead: 5, status: 'pausing' }))
    await target.comeUp()
    await bench.pass(300_000)
    const given = (await bench.webhooks.deadLetters(bench.info().name, 0, 100)).map(
      ({ text }) => (JSON.parse(text) as { id: string }).id,
    )
    await vi.waitFor(() => expect([...target.taken, ...given].sort()).toEqual([...ids].sort()))
    expect(target.taken).toEqual(ids.filter((id) => !given.includes(id)))
  })

  it('names the webhooks that there are to whoever asks for another', async () => {
    const target = await startTarget()
    const { webhooks } = await startWebhooks([{ url: target.url, secret, name: 'shop' }], target)
    await expect(webhooks.retry('shopp')).rejects.toMatchObject({ code: 'invalid_argument', hint: 'Known: shop.' })
  })
})

describe('the end', () => {
  it('waits for a request that is on its way, and sends what waits', async () => {
    const target = await startTarget()
    const held: (() => void)[] = []
    target.answer = (response) => void held.push(() => void response.writeHead(204).end())
    const { take, webhooks } = await startWebhooks([{ url: target.url, secret, batch: { max: 1 } }], target)
    const ids = take(2)
    await vi.waitFor(() => expect(held).toHaveLength(1))
    const ended = webhooks.end()
    target.answer = yes
    held[0]?.()
    await ended
    expect(target.taken).toEqual(ids)
  })

  it('breaks off what takes longer than 3 s; the next start sends it again', async () => {
    const target = await startTarget()
    target.answer = () => {}
    const first = await startWebhooks([{ url: target.url, secret }], target)
    const ids = first.take(2)
    await vi.waitFor(() => expect(target.requests).toHaveLength(1))
    const ended = first.webhooks.end()
    await new Promise((resolve) => setImmediate(resolve))
    first.clock.advance(3_000)
    await ended
    target.answer = yes
    await startWebhooks([{ url: target.url, secret }], first)
    await vi.waitFor(() => expect(target.taken).toEqual(ids))
  })
})
