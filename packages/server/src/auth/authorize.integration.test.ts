import { describe, expect, it, vi } from 'vitest'
import type { RawClient } from '../testing/support/raw-client.ts'
import type { TestServer } from '../testing/support/test-server.ts'
import { startTestServer } from '../testing/support/test-server.ts'
import { publishOf } from '../testing/support/outgoing-messages.ts'
import type { Authorize, AuthorizeQuestion } from './authorize.ts'

/** Lets turns of the event loop pass, in which answers of the app arrive. */
async function turns(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve))
}

const start = (authorize: Authorize): Promise<TestServer> => startTestServer({ authorize })
const codeOf = async (client: RawClient, fields: Parameters<RawClient['ask']>[0]): Promise<string> => {
  const answer = await client.ask(fields)
  return answer.type === 'ok' ? 'ok' : answer.error.code
}

describe('authorize', () => {
  it('has the last word on every action, and is told who wants what where', async () => {
    const asked = vi.fn(({ action, channel }: AuthorizeQuestion) => channel === 'room' && action !== 'publish')
    const { client } = await start(asked)
    const ana = await client({ clientId: 'ana', info: { name: 'Ana' } })
    expect(await codeOf(ana, { type: 'attach', channel: 'room', presence: true })).toBe('ok')
    expect(await codeOf(ana, { type: 'presence', channel: 'room', action: 'enter' })).toBe('ok')
    expect(await codeOf(ana, { type: 'history', channel: 'room', direction: 'backwards', limit: 10 })).toBe('ok')
    expect(await codeOf(ana, publishOf('room', 'm1'))).toBe('forbidden')
    for (const fields of [
      { type: 'attach', channel: 'hall' },
      { type: 'attach', channel: 'hall', rewind: 1 },
      { type: 'history', channel: 'hall', direction: 'backwards', limit: 10 },
      { type: 'presence', channel: 'hall', action: 'enter' },
      { type: 'presence-get', channel: 'hall' },
      { type: 'here-now', channels: ['room', 'hall'] },
      { type: 'watch', channels: ['hall'] },
    ] as const) {
      expect(await codeOf(ana, fields)).toBe('forbidden')
    }
    ana.send({ type: 'signal', id: 7, channel: 'room', name: 'x', data: 1 })
    expect(await ana.answer(7)).toMatchObject({ error: { code: 'forbidden' } })
    expect(asked).toHaveBeenCalledWith({
      client: { clientId: 'ana', info: { name: 'Ana' } },
      action: 'subscribe',
      channel: 'room',
    })
  })

  it('is asked once for what is asked often, and again after the time of its answer', async () => {
    const asked = vi.fn(() => ({ allowed: true, seconds: 10 }))
    const { client, clock } = await start(asked)
    const ana = await client()
    for (let time = 0; time < 5; time += 1) await ana.grant(publishOf('room', `a${time}`))
    expect(asked).toHaveBeenCalledTimes(1)
    clock.advance(10_000)
    await ana.grant(publishOf('room', 'b'))
    expect(asked).toHaveBeenCalledTimes(2)
  })

  it('says why not, where it wants', async () => {
    const { client } = await start(() => ({ allowed: false, reason: 'This room is for members.' }))
    expect(await (await client()).ask({ type: 'attach', channel: 'room' })).toMatchObject({
      error: { code: 'forbidden', message: 'This room is for members.' },
    })
  })

  it('keeps the order of a channel while it takes its time, and keeps no other waiting', async () => {
    const answers = new Map<string, (allowed: boolean) => void>()
    const { client } = await start(({ action, channel }) =>
      channel === 'fast' ? true : new Promise((resolve) => answers.set(`${action} ${channel}`, resolve)),
    )
    const ana = await client()
    ana.send(
      { type: 'attach', id: 1, channel: 'slow' },
      { type: 'detach', id: 2, channel: 'slow' },
      { type: 'publish', id: 3, channel: 'slow', messages: [{ id: 'm1', name: 'said', data: 1 }] },
      { type: 'publish', id: 4, channel: 'slow', messages: [{ id: 'm2', name: 'said', data: 2 }] },
    )
    await ana.grant({ type: 'attach', channel: 'fast' })
    expect(ana.all('ok').map(({ id }) => id)).not.toContain(1)
    answers.get('publish slow')?.(true)
    await turns()
    answers.get('subscribe slow')?.(true)
    await ana.answer(4)
    expect(ana.all('ok').flatMap(({ id }) => (id <= 4 ? [id] : []))).toEqual([1, 2, 3, 4])
  })

  it('asks again while somebody is attached, and ends what is no longer allowed', async () => {
    let allowed = new Set(['subscribe', 'presence'])
    const { client, clock } = await start(({ action }) => ({ allowed: allowed.has(action), seconds: 5 }))
    const [ana, ben] = [await client({ clientId: 'ana' }), await client({ clientId: 'ben' })]
    await ben.grant({ type: 'attach', channel: 'room', presence: true })
    await ana.grant({ type: 'attach', channel: 'room', presence: true })
    await ana.grant({ type: 'presence', channel: 'room', action: 'enter' })
    allowed = new Set(['subscribe'])
    clock.advance(5_000)
    await ana.next('presence-denied')
    allowed = new Set(['subscribe', 'presence'])
    clock.advance(5_000)
    await ana.untilServer(() => ana.all('presence-snapshot').length > 1)
    allowed = new Set()
    clock.advance(5_000)
    expect(await ana.next('detached')).toMatchObject({
      channel: 'room',
      resumable: false,
      error: { code: 'forbidden' },
    })
  })

  it('that throws, hangs or answers nonsense allows nothing new and takes nothing away', async () => {
    let behave: Authorize = () => ({ allowed: true, seconds: 5 })
    const { client, clock, complaints } = await start((question) => behave(question))
    const ana = await client()
    await ana.grant({ type: 'attach', channel: 'room' })
    const refused = { error: { code: 'server_error', retryable: true } }
    for (const bad of [
      () => Promise.reject(new Error('no database')),
      () => 'yes' as unknown as boolean,
      () => ({ allowed: true, seconds: -1 }),
    ]) {
      behave = bad
      const answer = await ana.ask({ type: 'attach', channel: 'hall' })
      expect(answer).toMatchObject(refused)
      expect(JSON.stringify(answer)).not.toContain('database')
    }
    behave = () => new Promise(() => {})
    const waiting = ana.ask({ type: 'attach', channel: 'hall' })
    await turns()
    clock.advance(5_000)
    expect(await waiting).toMatchObject(refused)
    behave = () => Promise.reject(new Error('no database'))
    const before = complaints.length
    clock.advance(5_000)
    await ana.untilServer(() => complaints.length > before)
    await ana.barrier()
    expect(ana.all('detached')).toEqual([])
    expect(new Set(complaints)).toEqual(new Set(['`authorize` gave no answer']))
  })

  it('that fails for a publish lets no later one overtake it', async () => {
    let isBroken = true
    const { client, server } = await start(() => {
      if (isBroken) throw new Error('no database')
      return true
    })
    const ana = await client()
    expect(await codeOf(ana, publishOf('room', 'm1'))).toBe('server_error')
    isBroken = false
    expect(await ana.ask(publishOf('room', 'm2'))).toMatchObject({
      result: { outcomes: [{ error: { code: 'out_of_order' } }] },
    })
    await ana.grant({ ...publishOf('room', 'm1', 'm2'), resume: true })
    expect((await server.history('room')).items.map(({ id }) => id)).toEqual(['m2', 'm1'])
  })

  it('is remembered over a lost socket', async () => {
    const asked = vi.fn(() => true)
    const { client, server } = await start(asked)
    const [ana, ben] = [await client({ clientId: 'ana' }), await client({ clientId: 'ben' })]
    await ana.grant({ type: 'attach', channel: 'room', presence: true })
    await ana.grant({ type: 'presence', channel: 'room', action: 'enter' })
    const { resumeKey } = ana.welcome
    ana.socket.terminate()
    await ben.untilServer(() => server.info().connections === 1)
    const again = await client({ clientId: 'ana', resumeKey })
    expect(again.welcome.resumed).toBe(true)
    await again.grant({ type: 'attach', channel: 'room', presence: true })
    expect(again.all('presence-denied')).toEqual([])
    expect(await server.presence('room')).toHaveLength(1)
    expect(asked).toHaveBeenCalledTimes(2)
  })

  it('keeps few requests waiting, and tells the rest to come later', async () => {
    const { client } = await start(() => new Promise(() => {}))
    const ana = await client()
    ana.send(...Array.from({ length: 210 }, (_, id) => ({ type: 'attach', id, channel: `c${id}` }) as const))
    const refused = await ana.answer(209)
    expect(refused).toMatchObject({ error: { code: 'rate_limited', retryable: true, retryAfter: 1_000 } })
    expect(ana.all('error')).toHaveLength(10)
  })
})
