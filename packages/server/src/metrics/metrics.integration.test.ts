import { describe, expect, it } from 'vitest'
import { refusal } from '../refusal.ts'
import { apiKey, startApiServer } from '../testing/support/api-server.ts'
import { readMetrics } from '../testing/support/metrics-text.ts'
import { numbered, outgoingMessages, publishOf } from '../testing/support/outgoing-messages.ts'
import { startTestServer } from '../testing/support/test-server.ts'

const metrics = { public: true }

describe('what happened stands in the metrics, exactly:', () => {
  it('publishes by outcome, and deliveries', async () => {
    const { client, server, httpUrl } = await startTestServer({
      metrics,
      onPublish: ({ name }) => (name === 'held' ? { hold: true } : name === 'bad' ? { refuse: 'No.' } : true),
    })
    const [ana, bob, cleo] = [await client(), await client(), await client()]
    for (const reader of [bob, cleo]) await reader.grant({ type: 'attach', channel: 'room' })
    await ana.grant(publishOf('room', ...numbered('m', 7)))
    await ana.grant(publishOf('room', 'm1', 'm2'))
    const [message] = outgoingMessages(['h1'])
    await ana.grant({ type: 'publish', channel: 'room', messages: [{ ...message, name: 'held' }] })
    await ana.grant({ type: 'publish', channel: 'room', messages: [{ ...message, id: 'b1', name: 'bad' }] })
    await server.publish('room', 'said', 'by the server')
    ana.send({ type: 'signal', channel: 'room', name: 'wave', data: 1 })
    await ana.barrier()
    const read = await readMetrics(httpUrl)
    const outcome = (name: string): number => read.of(`herenow_publishes_total{outcome="${name}"}`)
    expect(['accepted', 'duplicate', 'held', 'refused'].map(outcome)).toEqual([8, 2, 1, 1])
    expect(read.of('herenow_deliveries_total')).toBe(8 * 2)
    expect(read.of('herenow_signals_total')).toBe(1)
    expect(read.of('herenow_refusals_total{what="message",code="rejected"}')).toBe(1)
    expect(read.of('herenow_hook_seconds_count{hook="onPublish",outcome="allowed"}')).toBe(9)
    expect(read.of('herenow_hook_seconds_count{hook="onPublish",outcome="refused"}')).toBe(2)
    // Three requests had something to store, and the server one.
    expect(read.of('herenow_engine_publish_seconds_count')).toBe(3)
  })

  it('what listeners and webhooks were told', async () => {
    const { client, server, httpUrl } = await startTestServer({
      metrics,
      webhooks: [
        // Nobody listens on the port `discard`.
        { name: 'shop', url: 'http://127.0.0.1:9/', secret: `whsec_${'A'.repeat(44)}`, events: ['publish'] },
      ],
    })
    let calls = 0
    server.on('publish', () => {
      calls += 1
      if (calls === 2) throw new Error('No.')
    })
    const ana = await client()
    await ana.grant(publishOf('room', ...numbered('m', 3)))
    await ana.untilServer(() => calls === 3 && server.info().webhooks[0]?.waiting === 3)
    const read = await readMetrics(httpUrl)
    expect(read.of('herenow_event_calls_total{event="publish"}')).toBe(3)
    expect(read.of('herenow_event_failures_total{event="publish"}')).toBe(1)
    expect(read.of('herenow_event_drops_total{event="publish"}')).toBe(0)
    expect(read.of('herenow_event_calls_total{event="connect"}')).toBe(0)
    expect(read.of('herenow_webhook_waiting{webhook="shop"}')).toBe(3)
    expect(read.of('herenow_webhook_delivered_total{webhook="shop"}')).toBe(0)
  })

  it('connections, how they came and why they went', async () => {
    const { client, server, httpUrl } = await startTestServer({ metrics })
    const [ana, bob, cleo] = [await client({ clientId: 'ana' }), await client(), await client()]
    ana.socket.terminate()
    await bob.untilServer(() => server.info().connections === 2)
    await client({ clientId: 'ana', resumeKey: ana.welcome.resumeKey })
    await client({ clientId: 'ana', resumeKey: 'not-known-any-more' })
    await cleo.close()
    await server.disconnect('ana')
    await bob.untilServer(() => server.info().connections === 1)
    const read = await readMetrics(httpUrl)
    const hellos = ['fresh', 'resumed', 'forgotten'].map((how) => read.of(`herenow_hellos_total{outcome="${how}"}`))
    expect(hellos).toEqual([3, 1, 1])
    expect(read.of('herenow_connections_opened_total')).toBe(5)
    expect(read.of('herenow_connections_ended_total{reason="lost",code="theirs"}')).toBe(1)
    expect(read.of('herenow_connections_ended_total{reason="left",code="theirs"}')).toBe(1)
    expect(read.of('herenow_connections_ended_total{reason="put_out",code="4007"}')).toBe(2)
    expect(read.of('herenow_connections')).toBe(
      read.of('herenow_connections_opened_total') - read.sum('herenow_connections_ended_total'),
    )
  })

  it('attaches, by whether all that was missed follows', async () => {
    const { client, httpUrl, server } = await startTestServer({ metrics })
    const ana = await client()
    const { epoch } = await ana.result('attach', { type: 'attach', channel: 'room' })
    await ana.grant(publishOf('room', 'm1', 'm2'))
    await ana.grant({ type: 'attach', channel: 'room', since: { epoch, offset: 1 } })
    await server.historyRemove('room')
    await ana.grant({ type: 'attach', channel: 'room', since: { epoch, offset: 1 } })
    const read = await readMetrics(httpUrl)
    const outcomes = ['fresh', 'recovered', 'gap'].map((how) => read.of(`herenow_attaches_total{outcome="${how}"}`))
    expect(outcomes).toEqual([1, 1, 1])
  })

  it('frames and bytes in both directions', async () => {
    const { client, httpUrl } = await startTestServer({ metrics })
    const ana = await client()
    const before = await readMetrics(httpUrl)
    let [frames, bytes] = [0, 0]
    ana.socket.on('message', (data: Buffer) => {
      frames += 1
      bytes += data.length
    })
    const asked = JSON.stringify({ ...publishOf('rööm', ...numbered('m', 3)), channel: 'room', id: 1 })
    const large = JSON.stringify({
      ...publishOf('room', 'l'),
      id: 2,
      messages: outgoingMessages(['l'], 'ü'.repeat(30_000)),
    })
    await ana.grant({ type: 'attach', channel: 'room' })
    const attach = JSON.stringify({ type: 'attach', channel: 'room', id: 1_000 })
    ana.sendText(asked)
    ana.sendText(large)
    await ana.answer(1)
    await ana.answer(2)
    await ana.until(() => ana.all('message').length === 4)
    const after = await readMetrics(httpUrl)
    const grown = (name: string): number => after.of(name) - before.of(name)
    expect(grown('herenow_received_frames_total')).toBe(3)
    expect(grown('herenow_received_bytes_total')).toBe(Buffer.byteLength(attach + asked + large))
    expect(grown('herenow_sent_frames_total')).toBe(frames)
    expect(grown('herenow_sent_bytes_total')).toBe(bytes)
    expect(after.of('herenow_queue_bytes')).toBe(0)
  })

  it('what waits for a client that does not read', async () => {
    const { client, httpUrl } = await startTestServer({ metrics })
    const [ana, slow] = [await client(), await client()]
    await slow.grant({ type: 'attach', channel: 'room' })
    slow.socket.pause()
    for (const id of numbered('m', 130)) {
      await ana.grant({ type: 'publish', channel: 'room', messages: outgoingMessages([id], 'x'.repeat(60_000)) })
      if ((await readMetrics(httpUrl)).of('herenow_queue_bytes') > 100_000) return
    }
    throw new Error('Nothing ever waited')
  })

  it('how long functions of the app took, by what they came to', async () => {
    const { client, clock, httpUrl } = await startTestServer({
      metrics,
      auth: {
        verify(token) {
          clock.advance(20)
          if (token === 'bad') throw new Error('Nobody')
          return { clientId: token }
        },
      },
      authorize({ channel }) {
        clock.advance(200)
        if (channel === 'broken') throw new Error('The database is away')
        return channel === 'room'
      },
    })
    const ana = await client({ token: 'ana' })
    await client({ token: 'bad' }).catch(() => {})
    await ana.grant({ type: 'attach', channel: 'room' })
    expect(await ana.code({ type: 'attach', channel: 'secret' })).toBe('forbidden')
    expect(await ana.code({ type: 'attach', channel: 'broken' })).toBe('server_error')
    const read = await readMetrics(httpUrl)
    for (const outcome of ['allowed', 'refused', 'failed']) {
      const labels = `{hook="authorize",outcome="${outcome}"}`
      expect(read.of(`herenow_hook_seconds_count${labels}`), outcome).toBe(1)
      expect(read.of(`herenow_hook_seconds_sum${labels}`), outcome).toBeCloseTo(0.2)
    }
    expect(read.of('herenow_hook_seconds_sum{hook="verify",outcome="allowed"}')).toBeCloseTo(0.02)
    expect(read.of('herenow_hook_seconds_count{hook="verify",outcome="refused"}')).toBe(1)
    expect(read.of('herenow_refusals_total{what="connection",code="unauthorized"}')).toBe(1)
    expect(read.of('herenow_refusals_total{what="request",code="forbidden"}')).toBe(1)
    expect(read.of('herenow_refusals_total{what="request",code="server_error"}')).toBe(1)
    expect(read.of('herenow_failures_total')).toBe(1)
  })

  it('an error of the app whose code nobody knows, under one name for all of them', async () => {
    const { client, httpUrl } = await startTestServer({
      metrics,
      onPublish() {
        throw Object.assign(refusal('forbidden', 'No.'), { code: `made-up-${Math.random()}` })
      },
    })
    const ana = await client()
    for (const id of ['a', 'b', 'c']) await ana.grant(publishOf('room', id))
    expect((await readMetrics(httpUrl)).of('herenow_refusals_total{what="message",code="other"}')).toBe(3)
  })

  it('requests of back ends by method and status, and what was read of history', async () => {
    const { call, lines, ask, get, httpUrl } = await startApiServer({ metrics })
    await call('publish', { channel: 'room', data: 1 })
    await call('publish', { channel: 'room' })
    await call('batch', { commands: [{ publish: { channel: 'room', data: 2 } }, { info: {} }] })
    await lines({ method: 'info' })
    await call('history', { channel: 'room', limit: 10 })
    await get('/here-now')
    await ask('/api/publish', { method: 'POST' })
    await ask('/api/made-up', { headers: { 'X-API-Key': apiKey } })
    const read = await readMetrics(httpUrl)
    const requests = (method: string, status: number): number =>
      read.of(`herenow_http_requests_total{method="${method}",status="${status}"}`)
    expect([requests('publish', 200), requests('publish', 401), requests('batch', 200)]).toEqual([2, 1, 1])
    expect([requests('lines', 200), requests('GET /here-now', 200), requests('unknown', 404)]).toEqual([1, 1, 1])
    const commands = (method: string, code: number): number =>
      read.of(`herenow_api_commands_total{method="${method}",code="${code}"}`)
    expect([commands('publish', 0), commands('publish', 107), commands('info', 0)]).toEqual([2, 1, 2])
    expect(read.of('herenow_engine_history_seconds_count')).toBe(1)
    expect(read.of('herenow_history_messages_total')).toBe(2)
    expect(read.of('herenow_publishes_total{outcome="accepted"}')).toBe(2)
  })

  it('how late the event loop is', async () => {
    const { httpUrl } = await startTestServer({ metrics })
    const block = async (): Promise<void> => {
      await new Promise((resolve) => setTimeout(resolve, 100))
      const since = performance.now()
      while (performance.now() - since < 150);
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
    await block()
    const late = (await readMetrics(httpUrl)).of('nodejs_eventloop_lag_seconds{is="max"}')
    expect(late).toBeGreaterThan(0.1)
    expect((await readMetrics(httpUrl)).of('process_resident_memory_bytes')).toBeGreaterThan(1e7)
  })
})

it('shows the figures of `info()`', async () => {
  const { client, server, clock, httpUrl } = await startTestServer({ metrics, limits: { connections: 5 } })
  const ana = await client({ clientId: 'ana' })
  for (const channel of ['a', 'b']) await ana.grant({ type: 'attach', channel })
  await ana.grant({ type: 'attach', channel: 'a' })
  await (await client({ clientId: 'ana' })).grant({ type: 'attach', channel: 'a' })
  await ana.grant(publishOf('a', ...numbered('m', 30)))
  clock.advance(10_000)
  const read = await readMetrics(httpUrl)
  const info = server.info()
  expect(info).toMatchObject({ connections: 2, clients: 1, channels: 2, subscriptions: 3 })
  for (const name of ['connections', 'clients', 'channels', 'subscriptions'] as const) {
    expect(read.of(`herenow_${name}`), name).toBe(info[name])
  }
  expect(read.of('herenow_uptime_seconds')).toBe(info.uptime / 1_000)
  expect(read.of('herenow_failures_total')).toBe(info.failures)
  expect(read.of('herenow_publishes_total{outcome="accepted"}')).toBe(info.publishesPerSecond * 10)
  expect(read.of('herenow_deliveries_total')).toBe(info.deliveriesPerSecond * 10)
  expect(read.of('herenow_limit{limit="connections"}')).toBe(5)
})

it('names all metrics as Prometheus has it, and gives no label a value that clients choose', async () => {
  const { client, httpUrl, server } = await startTestServer({ metrics })
  const marked = await client({ clientId: 'marked-client' })
  await marked.grant({ type: 'attach', channel: 'marked-channel' })
  await marked.code({ type: 'marked-type' } as never)
  await fetch(`${httpUrl}/marked-path`)
  await server.publish('marked-channel', 'marked-name', 1)
  const read = await readMetrics(httpUrl)
  expect(read.series.filter((series) => series.includes('marked'))).toEqual([])
  for (const [name, type] of read.types) {
    expect(name).toMatch(/^(herenow|process|nodejs)_[a-z_]+$/)
    expect(name.endsWith('_total'), name).toBe(type === 'counter')
  }
})

it('keeps the figures of two servers in one process apart, and leaves no timer behind', async () => {
  const [one, two] = [await startTestServer({ metrics }), await startTestServer({ metrics })]
  await one.server.publish('room', 'said', 1)
  expect((await readMetrics(one.httpUrl)).of('herenow_publishes_total{outcome="accepted"}')).toBe(1)
  expect((await readMetrics(two.httpUrl)).of('herenow_publishes_total{outcome="accepted"}')).toBe(0)
  await one.server.close()
  expect(one.clock.pending).toBe(0)
})
