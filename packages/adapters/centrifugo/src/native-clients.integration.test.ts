import type { ReceivedMessage } from '@herenow/adapter'
import type { Centrifuge, PublicationContext, Subscription } from 'centrifuge'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { startCentrifugo } from '../../../../scripts/services/centrifugo.mjs'
import { withServices } from '../../../../scripts/services/with-services.ts'
import { callApi } from '../test-support/back-end.ts'
import type { Person } from '../test-support/people.ts'
import { join, native, plain, watching } from '../test-support/people.ts'
import { configuration, everything } from '../test-support/real-centrifugo.ts'

// On the other side: the SDK without the kit, and a back end.

withServices(['centrifugo'], () => {
  let server: Awaited<ReturnType<typeof startCentrifugo>>
  let url = ''
  beforeAll(async () => {
    const namespaces = [{ name: 'chat', ...everything, allow_subscribe_for_client: true }]
    server = await startCentrifugo(configuration({ namespaces }))
    url = `ws://127.0.0.1:${server.port}/connection/websocket`
  })
  afterAll(() => server.stop())

  async function subscribed(client: Centrifuge, channel: string): Promise<Subscription> {
    const subscription = client.newSubscription(channel, { joinLeave: true })
    subscription.subscribe()
    await subscription.ready()
    return subscription
  }

  function heard({ recorder }: Person, count: number): Promise<readonly ReceivedMessage[]> {
    return recorder.until(`${count} messages`, () => {
      const messages = recorder.of('message').map(({ message }) => message)
      return messages.length >= count ? messages : undefined
    })
  }

  it('shows what a client without the kit publishes, live and from history, as one message', async () => {
    const [ana, bob] = [await join(url, 'ana'), await native(url, 'bob', { name: 'Bob' })]
    await ana.session.attach('chat:one', plain)
    await bob.publish('chat:one', { text: 'Hello' })
    const [message] = await heard(ana, 1)
    expect(message).toMatchObject({
      name: 'message',
      data: { text: 'Hello' },
      clientId: 'bob',
      info: { name: 'Bob' },
      meta: null,
      position: { offset: 1 },
    })
    const { items } = await ana.session.history('chat:one', { limit: 10, direction: 'forwards' })
    expect(items).toMatchObject([{ id: message?.id, data: { text: 'Hello' } }])
  })

  it('hears everything also where somebody foretells the id of the next publication', async () => {
    const [ana, mallory] = [await join(url, 'ana'), await native(url, 'mallory')]
    await ana.session.attach('chat:foretold', plain)
    await mallory.publish('chat:foretold', 'first')
    const [first] = await heard(ana, 1)
    const foretold = first?.id.replace(/:1$/, ':3') ?? ''
    await mallory.publish('chat:foretold', { id: foretold, name: 'said', data: 'forged', time: 1 })
    await mallory.publish('chat:foretold', 'third')
    const messages = await heard(ana, 3)
    expect(first?.position?.offset).toBe(1)
    expect(new Set(messages.map((message) => message.id)).size).toBe(3)
    expect(messages[2]).toMatchObject({ id: foretold, data: 'third' })
  })

  it('shows what a back end publishes, with its tags', async () => {
    const ana = await join(url, 'ana')
    await ana.session.attach('chat:two', plain)
    await callApi(server.port, 'publish', { channel: 'chat:two', data: [1, 2], tags: { language: 'de' } })
    await callApi(server.port, 'publish', {
      channel: 'chat:two',
      data: { id: 'order-7', name: 'ordered', data: { total: 9 }, time: 1_700_000_000_000 },
    })
    const [bare, named] = await heard(ana, 2)
    expect(bare).toMatchObject({ name: 'message', data: [1, 2], meta: { language: 'de' }, clientId: '', info: null })
    expect(named).toMatchObject({
      id: 'order-7',
      name: 'ordered',
      data: { total: 9 },
      timestamp: 1_700_000_000_000,
      connectionId: null,
    })
  })

  it('takes data that only looks like one of ours for what it is', async () => {
    const [ana, bob] = [await join(url, 'ana'), await native(url, 'bob')]
    await ana.session.attach('chat:three', plain)
    const lookalikes = [
      { id: 'a', name: 'said', data: 1 },
      { id: 'a', name: 'said', data: 1, time: 'now' },
      { id: '', name: 'said', data: 1, time: 1 },
      { id: 'a', name: 'said', data: 1, time: 1, price: 2 },
      { id: 'a', name: 'said', data: 1, time: 1, meta: [] },
    ]
    for (const data of lookalikes) await bob.publish('chat:three', data)
    const messages = await heard(ana, lookalikes.length)
    expect(messages.map(({ name, data }) => [name, data])).toEqual(lookalikes.map((data) => ['message', data]))
  })

  it('publishes what a client without the kit can read', async () => {
    const [ana, bob] = [await join(url, 'ana'), await native(url, 'bob')]
    const received: PublicationContext[] = []
    const subscription = await subscribed(bob, 'chat:four')
    subscription.on('publication', (publication) => received.push(publication))
    const sent = { id: 'm-1', name: 'said', data: { text: 'Hi' }, meta: { mood: 1 }, store: true, ttl: null }
    await ana.session.publish('chat:four', [sent, { ...sent, id: 'm-2', meta: null }])
    await vi.waitFor(() => expect(received).toHaveLength(2))
    expect(received[0]).toMatchObject({
      data: { id: 'm-1', name: 'said', data: { text: 'Hi' }, meta: { mood: 1 }, time: expect.any(Number) },
      info: { user: 'ana' },
    })
    expect(received[1]?.data).not.toHaveProperty('meta')
  })

  it('sees, and is seen by, clients without the kit', async () => {
    const [ana, bob] = [await join(url, 'ana', { name: 'Ana' }), await native(url, 'bob', { name: 'Bob' })]
    const told: string[] = []
    const subscription = await subscribed(bob, 'chat:five')
    subscription.on('join', ({ info }) => told.push(`join ${info.user}`))
    subscription.on('leave', ({ info }) => told.push(`leave ${info.user}`))
    await ana.session.attach('chat:five', watching)
    const { connections } = await ana.recorder.until('who is there', () => ana.recorder.of('presence-snapshot')[0])
    expect(new Map(connections.map(({ clientId, info }) => [clientId, info]))).toEqual(
      new Map([
        ['ana', { name: 'Ana' }],
        ['bob', { name: 'Bob' }],
      ]),
    )
    subscription.unsubscribe()
    await ana.recorder.until('the leave', () =>
      ana.recorder.of('presence').find(({ action, connection }) => action === 'leave' && connection.clientId === 'bob'),
    )
    subscription.subscribe()
    await ana.recorder.until('the return', () =>
      ana.recorder.of('presence').find(({ action, connection }) => action === 'enter' && connection.clientId === 'bob'),
    )
    await subscription.ready()
    await ana.session.detach('chat:five')
    await vi.waitFor(() => expect(told).toContain('leave ana'))
    expect(await bob.presenceStats('chat:five')).toMatchObject({ numUsers: 1 })
  })

  it('carries names that the SDK takes for its own', async () => {
    const [ana, bob] = [await join(url, 'ana'), await join(url, 'bob')]
    await Promise.all([ana, bob].map(({ session }) => session.attach('chat:constructor', plain)))
    await bob.session.publish('chat:constructor', [
      { id: 'x', name: 'said', data: 1, meta: null, store: true, ttl: null },
    ])
    expect(await heard(ana, 1)).toMatchObject([{ channel: 'chat:constructor', data: 1 }])
  })
})
