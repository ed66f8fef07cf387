import { afterEach, describe, expect, it, vi } from 'vitest'
import { idsOf, numbered, publishOf } from '../testing/support/outgoing-messages.ts'
import { startTestServer } from '../testing/support/test-server.ts'
import { Throttle } from './throttle.ts'

const limits = { publishesPerSecond: 10, publishBurst: 20 }

afterEach(() => vi.restoreAllMocks())

describe('a client over its rate', () => {
  it('is read more slowly: nothing fails, order is kept, others are not touched', async () => {
    const { client, clock } = await startTestServer({ limits })
    const [ana, bob] = [await client(), await client()]
    await bob.grant({ type: 'attach', channel: 'room:a' })
    const ids = numbered('m', 60)
    const answers = ids.map((id) => ana.result('publish', publishOf('room:a', id)))
    await bob.until(() => idsOf(bob, 'room:a').length > 20)
    const sent = idsOf(bob, 'room:a').length
    // What had arrived in the same read still counts; beyond that nothing is read until the debt is paid.
    for (let second = 0; second < 10; second += 1) {
      clock.advance(1_000)
      await bob.barrier()
    }
    const outcomes = await Promise.all(answers)
    expect(outcomes.every(({ outcomes: [outcome] }) => outcome !== undefined && !('error' in outcome))).toBe(true)
    await bob.barrier()
    expect(idsOf(bob, 'room:a')).toEqual(ids)
    expect(sent).toBeLessThanOrEqual(60)
  })

  it('gets no answer before its debt is paid', async () => {
    const { client, clock } = await startTestServer({ limits })
    const [ana, bob] = [await client(), await client()]
    await ana.grant(publishOf('room:a', ...numbered('m', 40)))
    let answered = false
    const later = ana.grant(publishOf('room:a', 'late')).then(() => {
      answered = true
    })
    // 20 too many at 10 a second: two seconds.
    for (let tenth = 0; tenth < 19; tenth += 1) {
      clock.advance(100)
      await bob.barrier()
    }
    expect(answered).toBe(false)
    clock.advance(100)
    await later
  })

  it('is not taken for dead while it is not being read', async () => {
    const { client, clock } = await startTestServer({ limits: { publishesPerSecond: 1, publishBurst: 1 } })
    const [ana, bob] = [await client(), await client()]
    bob.socket.on('message', (data: Buffer) => {
      if (data.toString().includes('"ping"')) bob.send({ type: 'pong' })
    })
    await ana.grant(publishOf('room:a', ...numbered('m', 200)))
    for (let step = 0; step < 10; step += 1) {
      clock.advance(19_000)
      await bob.barrier()
    }
    expect(ana.socket.readyState).toBe(ana.socket.OPEN)
  })

  it('is sent away when it has been over it for ten minutes', async () => {
    const { client, clock, server } = await startTestServer({ limits: { publishesPerSecond: 1, publishBurst: 1 } })
    const [ana, bob] = [await client(), await client()]
    bob.socket.on('message', (data: Buffer) => {
      if (data.toString().includes('"ping"')) bob.send({ type: 'pong' })
    })
    for (let round = 0; server.info().connections === 2; round += 1) {
      expect(round).toBeLessThan(100)
      ana.sendText(
        JSON.stringify({ ...publishOf('room:a', ...numbered(`r${round}-`, round === 0 ? 13 : 12)), id: round }),
      )
      await bob.untilServer(() => server.info().connections === 1 || idsPublished(round))
      clock.advance(12_000)
      await bob.barrier()
    }
    expect(await ana.closed).toMatchObject({ code: 4029 })
    expect(ana.all('goodbye')).toMatchObject([{ error: { code: 'rate_limited', retryable: true, retryAfter: 30_000 } }])

    function idsPublished(round: number): boolean {
      return ana.all('ok').some((item) => item.id === round)
    }
  })

  it('pays for other requests from another purse', async () => {
    const { client, clock } = await startTestServer({ limits: { requestsPerSecond: 10, requestBurst: 20 } })
    const [ana, bob] = [await client(), await client()]
    const asked = Array.from({ length: 50 }, (_, id) => ({
      type: 'history',
      id,
      channel: 'a',
      limit: 1,
      direction: 'backwards',
    }))
    ana.sendText(JSON.stringify(asked))
    await ana.answer(49)
    let answered = false
    const later = ana.grant({ type: 'history', channel: 'a', limit: 1, direction: 'backwards' }).then(() => {
      answered = true
    })
    await bob.barrier()
    clock.advance(2_900)
    await bob.barrier()
    expect(answered).toBe(false)
    clock.advance(10_000)
    await later
  })

  it('is told that the server is there, ahead of what waits, but not as often as it likes', async () => {
    const { client, clock } = await startTestServer({ limits })
    const [ana, bob] = [await client(), await client()]
    await ana.grant(publishOf('room:a', ...numbered('m', 40)))
    const order: string[] = []
    const late = ana.grant(publishOf('room:a', 'late')).then(() => order.push('late'))
    await ana.ask({ type: 'ping' })
    const second = ana.ask({ type: 'ping' }).then(() => order.push('second ping'))
    for (let round = 0; round < 5; round += 1) await bob.barrier()
    expect(order).toEqual([])
    clock.advance(5_000)
    await Promise.all([late, second])
    expect(order).toHaveLength(2)
  })

  it('pays more for what is broken, and for pongs nobody has asked for', async () => {
    const { client, clock } = await startTestServer({ limits: { requestsPerSecond: 10, requestBurst: 20 } })
    const [ana, bob] = [await client(), await client()]
    ana.sendText(JSON.stringify([...Array.from({ length: 10 }, (_, id) => ({ type: 'attach', id })), { type: 'pong' }]))
    await ana.until(() => ana.all('error').length === 10)
    let answered = false
    const later = ana.grant({ type: 'history', channel: 'a', limit: 1, direction: 'backwards' }).then(() => {
      answered = true
    })
    // 32 and the hello from a purse of 20 that gets 10 a second.
    clock.advance(1_100)
    for (let round = 0; round < 5; round += 1) await bob.barrier()
    expect(answered).toBe(false)
    clock.advance(100)
    await later
  })

  it('pays for work too: the rest of a frame that asks for much waits', async () => {
    const { client, clock } = await startTestServer()
    const [ana, bob] = [await client(), await client()]
    for (let connection = 0; connection < 10; connection += 1) {
      const crowd = await client({ clientId: 'crowd' })
      const items = numbered(`c${connection}-`, 200).map((channel, id) => ({
        type: 'presence',
        id,
        channel,
        action: 'enter',
      }))
      crowd.sendText(JSON.stringify(items))
      await crowd.answer(199)
    }
    // Each looks at 2,000 channels, which costs twenty requests or more; the purse has 400 and gets 200 a second.
    ana.sendText(JSON.stringify(Array.from({ length: 300 }, (_, id) => ({ type: 'here-now', id, limit: 1 }))))
    for (let round = 0; round < 100; round += 1) await bob.barrier()
    const answered = (): number => ana.all('ok').filter(({ id }) => id < 300).length
    expect(answered()).toBeGreaterThan(10)
    expect(answered()).toBeLessThan(150)
    for (let second = 0; second < 40; second += 1) {
      clock.advance(1_000)
      for (let round = 0; round < 10; round += 1) await bob.barrier()
    }
    expect(answered()).toBe(300)
  })

  it('pays for bytes times receivers: large messages and presence states, told to many', async () => {
    const { client } = await startTestServer({ limits: { stateBytes: 65_536 } })
    const ana = await client()
    const audience = await Promise.all(Array.from({ length: 20 }, () => client()))
    for (const one of audience) await one.grant({ type: 'attach', channel: 'room:a', presence: true })
    const charge = vi.spyOn(Throttle.prototype, 'charge')
    const paid = (): number => charge.mock.calls.reduce((sum, [tokens]) => sum + tokens, 0)
    const message = { name: 'said', data: 'x'.repeat(60_000) }
    await ana.grant({ type: 'publish', channel: 'room:b', messages: [{ ...message, id: 'nobody hears it' }] })
    await ana.grant(publishOf('room:a', 'small'))
    expect(paid()).toBe(0)
    // 1.2 MB and 2 × 1.2 MB: a request for each whole MiB of one message.
    await ana.grant({ type: 'publish', channel: 'room:a', messages: [{ ...message, id: '1' }] })
    expect(paid()).toBe(1)
    await ana.grant({ type: 'publish', channel: 'room:a', messages: ['2', '3'].map((id) => ({ ...message, id })) })
    expect(paid()).toBe(3)
    await ana.grant({ type: 'presence', channel: 'room:a', action: 'enter', state: message.data })
    expect(paid()).toBe(4)
  })
})
