import { RealtimeError } from '@herenow/adapter'
import type { WireOutcome } from '@herenow/protocol'
import { describe, expect, it, vi } from 'vitest'
import { resolveConfig } from '../config.ts'
import type { OnPublish, OnPublishPolicy, PublishVerdict } from '../hooks/on-publish.ts'
import { messagesOf, numbered, publishOf } from '../testing/support/outgoing-messages.ts'
import type { RawClient } from '../testing/support/raw-client.ts'
import { startTestServer } from '../testing/support/test-server.ts'

async function start(onPublish: OnPublish | OnPublishPolicy) {
  const server = await startTestServer({ onPublish })
  const [ana, ben] = [await server.client({ clientId: 'ana', info: { name: 'Ana' } }), await server.client()]
  await ben.grant({ type: 'attach', channel: 'room' })
  return { ...server, ana, ben }
}

/** What became of each message. */
async function outcomesOf(client: RawClient, fields: Parameters<RawClient['ask']>[0]): Promise<readonly WireOutcome[]> {
  const answer = await client.ask(fields)
  if (answer.type !== 'ok') throw new Error(answer.error.message)
  return (answer.result as { outcomes: readonly WireOutcome[] }).outcomes
}

const byText =
  (verdicts: Readonly<Record<string, PublishVerdict>>): OnPublish =>
  ({ data }) =>
    verdicts[String(data)]

describe('onPublish', () => {
  it('sees what a client wants to publish, and lets it pass', async () => {
    const asked = vi.fn<OnPublish>(() => undefined)
    const { ana, ben } = await start(asked)
    const messages = [{ id: 'm1', name: 'said', data: { text: 'hi' }, meta: { a: 1 }, store: false }]
    const [outcome] = await outcomesOf(ana, { type: 'publish', channel: 'room', messages })
    expect(outcome).toMatchObject({ timestamp: expect.any(Number) as number })
    await ben.until(() => messagesOf(ben, 'room').length === 1)
    expect(asked).toHaveBeenCalledWith({
      channel: 'room',
      id: 'm1',
      name: 'said',
      data: { text: 'hi' },
      meta: { a: 1 },
      store: false,
      client: { clientId: 'ana', connectionId: ana.welcome.connectionId, info: { name: 'Ana' } },
    })
  })

  it('refuses in words for the sender, changes what others read, and holds back', async () => {
    const verdicts = {
      m1: { refuse: 'No swearing.' },
      m2: { data: 'm***' },
      m3: { hold: true },
      m4: { name: 'note' },
    } as const
    const { ana, ben, server } = await start(byText(verdicts))
    const outcomes = await outcomesOf(ana, publishOf('room', ...numbered('m', 5)))
    expect(outcomes).toMatchObject([
      { error: { code: 'rejected', message: 'No swearing.', retryable: false } },
      { offset: 1 },
      { timestamp: expect.any(Number) as number },
      { offset: 2 },
      { offset: 3 },
    ])
    expect(outcomes[2]).not.toHaveProperty('offset')
    await ben.until(() => messagesOf(ben, 'room').length === 3)
    const heard = messagesOf(ben, 'room').map(({ id, name, data }) => `${id} ${name} ${String(data)}`)
    expect(heard).toEqual(['m2 said m***', 'm4 note m4', 'm5 said m5'])
    expect((await server.history('room')).items.map(({ id }) => id)).toEqual(['m5', 'm4', 'm2'])
  })

  it('keeps the order of 200 publishes while it takes from 0 to 50 ms', async () => {
    const waits = Array.from({ length: 200 }, (_, index) => (index * 37) % 51)
    let count = 0
    const { ana, ben, clock } = await start(
      () => new Promise((resolve) => clock.setTimeout(() => resolve(undefined), waits[count++ % 200] ?? 0)),
    )
    const ids = numbered('m', 200)
    const sent = Promise.all(ids.map((id) => ana.ask(publishOf('room', id))))
    const isOver = sent.then(() => true)
    while (!(await Promise.race([isOver, new Promise((resolve) => setImmediate(() => resolve(false)))])))
      clock.advance(1)
    await ben.until(() => messagesOf(ben, 'room').length === 200)
    expect(messagesOf(ben, 'room').map(({ id }) => id)).toEqual(ids)
  })

  it.each<[string, OnPublish]>([
    ['throws', () => Promise.reject(new Error('no database'))],
    ['answers nonsense', () => 'maybe' as unknown as PublishVerdict],
    ['answers a refusal that is no text', () => ({ refuse: 7 }) as unknown as PublishVerdict],
    ['answers an empty change', () => ({}) as unknown as PublishVerdict],
  ])('that %s makes the client try again, and lets no later message overtake', async (_, onPublish) => {
    let isBroken = true
    const { ana, server, complaints } = await start((attempt) =>
      isBroken && attempt.id === 'm2' ? onPublish(attempt) : undefined,
    )
    const codes = (await outcomesOf(ana, publishOf('room', ...numbered('m', 3)))).map((outcome) =>
      'error' in outcome ? outcome.error.code : 'ok',
    )
    expect(codes).toEqual(['ok', 'server_error', 'out_of_order'])
    expect(JSON.stringify(ana.received)).not.toContain('database')
    isBroken = false
    expect((await outcomesOf(ana, publishOf('room', 'm4'))).map((outcome) => 'error' in outcome)).toEqual([true])
    await ana.grant({ ...publishOf('room', 'm2', 'm3', 'm4'), resume: true })
    expect((await server.history('room')).items.map(({ id }) => id)).toEqual(['m4', 'm3', 'm2', 'm1'])
    expect(complaints).toEqual(['`onPublish` gave no verdict'])
  })

  it('that is late is treated as the policy says', async () => {
    for (const [onFailure, expected] of [
      ['refuse', 'error'],
      ['pass', 'offset'],
    ] as const) {
      const { ana, clock } = await start({ decide: () => new Promise(() => {}), within: 2, onFailure })
      const asked = outcomesOf(ana, publishOf('room', 'm1'))
      await ana.barrier()
      clock.advance(2_000)
      expect(Object.keys((await asked)[0] ?? {})).toContain(expected)
    }
  })

  it('may throw an error of its own choice', async () => {
    const { ana } = await start(() => {
      throw new RealtimeError({
        code: 'rate_limited',
        message: 'Slow mode: one message a minute.',
        retryable: true,
        retryAfter: 60_000,
      })
    })
    expect(await outcomesOf(ana, publishOf('room', 'm1'))).toMatchObject([
      { error: { code: 'rate_limited', message: 'Slow mode: one message a minute.', retryAfter: 60_000 } },
    ])
  })

  it('can not make a message larger than messages may be, nor nameless', async () => {
    const verdicts = { m1: { data: 'x'.repeat(70_000) }, m2: { name: '' }, m3: { data: () => 1 } } as const
    const { ana } = await start(byText(verdicts as unknown as Record<string, PublishVerdict>))
    expect(await outcomesOf(ana, publishOf('room', 'm1'))).toMatchObject([{ error: { code: 'message_too_large' } }])
    for (const id of ['m2', 'm3']) {
      expect(await outcomesOf(ana, { ...publishOf('room', id), resume: true })).toMatchObject([
        { error: { code: 'server_error' } },
      ])
    }
  })

  it('is not asked about what the server publishes', async () => {
    const asked = vi.fn(() => ({ refuse: 'no' }))
    const { server, ben } = await start(asked)
    await server.publish('room', 'said', 1)
    await ben.until(() => messagesOf(ben, 'room').length === 1)
    expect(asked).not.toHaveBeenCalled()
  })

  it.each<[object, string]>([
    [{ decide: 7 }, 'decide'],
    [{ decide: () => undefined, within: 0 }, 'within'],
    [{ decide: () => undefined, onFailure: 'open' }, 'onFailure'],
    [{ decide: () => undefined, witin: 1 }, 'onPublish'],
  ])('is refused for the policy %o', (onPublish, named) => {
    const silent = { debug() {}, info() {}, warn() {}, error() {} }
    expect(() => resolveConfig({ onPublish: onPublish as unknown as OnPublishPolicy }, () => silent)).toThrow(
      expect.objectContaining({ code: 'invalid_argument', message: expect.stringContaining(named) as string }),
    )
  })
})
