import { describe, expect, it, vi } from 'vitest'
import { sqlite } from '../engine/sqlite/sqlite.ts'
import type { ApiServer } from '../testing/support/api-server.ts'
import { startApiServer } from '../testing/support/api-server.ts'
import type { WebhookTarget } from '../testing/support/webhook-target.ts'
import { startTarget, status, testSecret, yes } from '../testing/support/webhook-target.ts'
import { temporaryFolder } from '../testing/support/sqlite-folder.ts'
import type { WebhookOptions } from './webhook-options.ts'

const secret = testSecret()

/** A server whose webhook is at a target, on the target's clock. */
async function startServer(target: WebhookTarget, options: Partial<WebhookOptions> = {}): Promise<ApiServer> {
  const webhooks = [{ url: target.url, secret, name: 'shop', ...options }]
  const engine = sqlite(`${temporaryFolder()}/herenow.db`)
  return startApiServer({ webhooks, engine }, { clock: target.clock })
}

const eventsIn = ({ requests }: WebhookTarget): readonly unknown[] => requests.flatMap(({ events }) => events)

describe('a server with a webhook', () => {
  it('tells it what happens: who comes, where, and what is said', async () => {
    const target = await startTarget()
    const { client } = await startServer(target)
    const ana = await client({ clientId: 'ana' })
    await ana.result('attach', { type: 'attach', channel: 'room:a' })
    await ana.ask({ type: 'presence', channel: 'room:a', action: 'enter', state: { mood: 'glad' } })
    await vi.waitFor(() =>
      expect(eventsIn(target)).toMatchObject([
        { type: 'connect', clientId: 'ana' },
        { type: 'channel', channel: 'room:a', state: 'occupied' },
        { type: 'subscribe', channel: 'room:a', clientId: 'ana' },
        { type: 'presence', channel: 'room:a', action: 'enter', state: { mood: 'glad' } },
      ]),
    )
  })

  it('tells it everything that listeners hear, also what comes when all before has been taken', async () => {
    const target = await startTarget()
    const { client, server } = await startServer(target)
    const heard: string[] = []
    const types = ['connect', 'disconnect', 'subscribe', 'unsubscribe', 'presence', 'channel', 'publish'] as const
    server.on(types, ({ id }) => void heard.push(id))
    const caughtUp = (): Promise<void> =>
      vi.waitFor(() => {
        expect(target.taken).toEqual(heard)
        expect(server.info().webhooks).toMatchObject([{ status: 'idle', waiting: 0, delivered: heard.length }])
      })
    for (const clientId of ['ana', 'ben', 'cem']) {
      const one = await client({ clientId })
      await one.grant({ type: 'attach', channel: 'room:a' })
      await one.grant({ type: 'presence', channel: 'room:a', action: 'enter', state: 1 })
      await caughtUp()
      for (let said = 0; said < 3; said += 1) {
        await server.publish('room:a', 'said', said)
        if (said > 0) await caughtUp()
      }
      await one.close()
      await caughtUp()
    }
    expect(heard.length).toBeGreaterThan(20)
  })

  it('tells it of the ends, too, when it stops', async () => {
    const target = await startTarget()
    const { client, server } = await startServer(target, { events: ['disconnect'] })
    await client({ clientId: 'ana' })
    await server.close()
    expect(eventsIn(target)).toMatchObject([{ type: 'disconnect', clientId: 'ana' }])
  })

  it('says in info and over the API how it is doing', async () => {
    const target = await startTarget()
    target.answer = status(500)
    const { server, call, get } = await startServer(target, { events: ['publish'] })
    await server.publish('room:a', 'said', 'hello')
    await vi.waitFor(() => expect(server.info().webhooks).toMatchObject([{ status: 'pausing' }]))
    const nextAttempt = target.clock.date() + 750
    expect(await call('webhooks')).toMatchObject({
      result: {
        webhooks: [
          {
            name: 'shop',
            url: target.url,
            status: 'pausing',
            waiting: 1,
            dead: 0,
            delivered: 0,
            lost: 0,
            failures: 1,
            last_failure: 'It answered 500',
          },
        ],
      },
    })
    expect(Math.abs((server.info().webhooks[0]?.nextAttempt ?? 0) - nextAttempt)).toBeLessThanOrEqual(250)
    expect(await get('/stats')).toMatchObject({ webhooks: [{ name: 'shop', waiting: 1 }] })
  })

  it('shows dead letters over the API and sends them again', async () => {
    const target = await startTarget()
    target.answer = status(500)
    const { server, call } = await startServer(target, { events: ['publish'], keep: { seconds: 60 } })
    await server.publish('room:a', 'said', 'hello')
    for (let count = 0; count < 12; count += 1) {
      await vi.waitFor(() => expect(server.info().webhooks[0]?.status).not.toBe('sending'))
      target.clock.advance(20_000)
    }
    await vi.waitFor(() => expect(server.info().webhooks).toMatchObject([{ waiting: 0, dead: 1 }]))
    expect(await call('webhook_dead_letters', { webhook: 'shop' })).toMatchObject({
      result: {
        dead_letters: [{ reason: 'It answered 500', event: { type: 'publish', message: { data: 'hello' } } }],
      },
    })
    target.answer = yes
    expect(await call('webhook_retry', { webhook: 'shop' })).toEqual({ result: { retried: 1 } })
    await vi.waitFor(() => expect(target.taken).toHaveLength(1))
    expect(await call('webhook_dead_letters', { webhook: 'shop' })).toEqual({ result: { dead_letters: [] } })
    expect(await call('webhook_retry', { webhook: 'no' })).toMatchObject({ error: { code: 107 } })
    expect(await call('webhook_retry', {})).toMatchObject({ error: { code: 107 } })
  })
})

it('has no webhooks unless they are asked for', async () => {
  const { server, call } = await startApiServer()
  expect(server.info().webhooks).toEqual([])
  expect(await call('webhooks')).toEqual({ result: { webhooks: [] } })
  expect(await call('webhook_retry', { webhook: 'shop' })).toMatchObject({ error: { code: 107 } })
})
