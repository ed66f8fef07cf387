import { describe, expect, it } from 'vitest'
import { messagesOf } from '../testing/support/outgoing-messages.ts'
import { startTestServer } from '../testing/support/test-server.ts'

describe('the server itself', () => {
  it('publishes, and its clients see it like any other message', async () => {
    const { client, server } = await startTestServer()
    const ana = await client()
    await ana.grant({ type: 'attach', channel: 'room:a' })
    const receipt = await server.publish(
      'room:a',
      'said',
      { text: 'hi' },
      { clientId: 'bot', info: { name: 'Bot' }, meta: { a: 1 } },
    )
    await ana.barrier()
    expect(messagesOf(ana, 'room:a')).toMatchObject([
      {
        id: receipt.id,
        name: 'said',
        data: { text: 'hi' },
        clientId: 'bot',
        info: { name: 'Bot' },
        meta: { a: 1 },
        offset: 1,
      },
    ])
    expect(messagesOf(ana, 'room:a')[0]).not.toHaveProperty('connectionId')
    expect(receipt).toMatchObject({ position: { offset: 1 }, duplicate: false })
  })

  it('is answered with the first receipt for an id that it used before', async () => {
    const { server } = await startTestServer()
    const first = await server.publish('a', 'n', 1, { id: 'once' })
    expect(await server.publish('a', 'n', 2, { id: 'once' })).toEqual({ ...first, duplicate: true })
    await expect(server.publish('a', 'n', 3, { id: 'once', clientId: 'other' })).rejects.toMatchObject({
      code: 'forbidden',
      channel: 'a',
    })
    expect((await server.publish('a', 'n', 1, { store: false })).position).toBeNull()
  })

  it('pages through history to its end, either way', async () => {
    const { server } = await startTestServer()
    for (const n of [1, 2, 3, 4, 5]) await server.publish('a', 'n', n)
    for (const direction of ['forwards', 'backwards'] as const) {
      const seen: unknown[] = []
      for (let query: Parameters<typeof server.history>[1] | null = { limit: 2, direction }; query !== null;) {
        const page: Awaited<ReturnType<typeof server.history>> = await server.history('a', query)
        seen.push(...page.items.map((item) => item.data))
        query = page.next
      }
      expect(seen).toEqual(direction === 'forwards' ? [1, 2, 3, 4, 5] : [5, 4, 3, 2, 1])
    }
  })

  it('knows who is where and what is going on', async () => {
    const { client, server } = await startTestServer()
    const ana = await client({ clientId: 'ana', info: { name: 'Ana' } })
    await ana.grant({ type: 'attach', channel: 'b' })
    await ana.grant({ type: 'presence', channel: 'a', action: 'enter', state: 1 })
    expect(await server.presence('a')).toMatchObject([{ clientId: 'ana', info: { name: 'Ana' }, state: 1 }])
    expect(await server.channels()).toEqual(['a', 'b'])
    expect(server.info()).toMatchObject({ connections: 1, channels: 1 })
    const hereNow = await server.hereNow({ channels: ['a', 'b'], includeMembers: true, includeState: true, limit: 1 })
    expect(hereNow).toMatchObject({
      totalChannels: 2,
      totalOccupancy: 1,
      channels: { a: { occupancy: 1, members: [{ state: 1 }] } },
    })
    const rest = await server.hereNow({ channels: ['a', 'b'], limit: 1, cursor: hereNow.cursor })
    expect(rest.channels).toEqual({ b: { occupancy: 0 } })
  })

  it('refuses what can not be, with an error that says what', async () => {
    const { server } = await startTestServer({ limits: { messageBytes: 10 } })
    const cycle: { self?: unknown } = {}
    cycle.self = cycle
    const refused = { code: 'invalid_argument' }
    await expect(server.publish('a b', 'n', 1)).rejects.toMatchObject(refused)
    await expect(server.publish('a', '', 1)).rejects.toMatchObject(refused)
    await expect(server.publish('a', 'n', cycle)).rejects.toMatchObject(refused)
    await expect(server.publish('a', 'n', undefined)).rejects.toMatchObject(refused)
    await expect(server.publish('a', 'n', 1, { id: 'a\nb' })).rejects.toMatchObject(refused)
    await expect(server.publish('a', 'n', 'x'.repeat(9))).rejects.toMatchObject({ code: 'message_too_large' })
    await expect(server.history('a', { limit: 0 })).rejects.toMatchObject(refused)
    await expect(server.history('a', { after: { epoch: 'e', offset: 'text' } })).rejects.toMatchObject(refused)
    await expect(server.presence('*')).rejects.toMatchObject(refused)
  })
})
