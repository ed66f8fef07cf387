import type { Client } from '@herenow/core'
import { createClient } from '@herenow/core'
import { silentLogger } from '@herenow/testing'
import { afterAll, beforeAll, expect, it, onTestFinished, vi } from 'vitest'
import { startCentrifugo } from '../../../../scripts/services/centrifugo.mjs'
import { withServices } from '../../../../scripts/services/with-services.ts'
import { callApi } from '../test-support/back-end.ts'
import { adapterFor, configuration, everything, tokenFor } from '../test-support/real-centrifugo.ts'

// What an app sees: the client of the core on top of the adapter.

withServices(['centrifugo'], () => {
  let server: Awaited<ReturnType<typeof startCentrifugo>>
  beforeAll(async () => {
    const open = { allow_subscribe_for_client: true, allow_publish_for_client: true }
    const namespaces = [
      { name: 'full', ...everything, ...open },
      { name: 'bare', ...open },
    ]
    server = await startCentrifugo(configuration({ namespaces }))
  })
  afterAll(() => server.stop())

  function clientOf(clientId: string): Client {
    const client = createClient({
      adapter: adapterFor(`ws://127.0.0.1:${server.port}/connection/websocket`),
      token: () => Promise.resolve(tokenFor(clientId, { name: clientId.toUpperCase() })),
      log: silentLogger,
    })
    onTestFinished(() => client.close())
    return client
  }

  it('shows own messages once, from sending to sent, and the same to others and in history', async () => {
    const [ana, bob] = [clientOf('ana').channel('full:chat'), clientOf('bob').channel('full:chat')]
    await Promise.all([ana.attach(), bob.attach()])
    const receipts = await Promise.all([1, 2, 3].map((number) => ana.publish('said', number)))
    for (const { log } of [ana, bob]) {
      // What a log shows may be some milliseconds behind a receipt.
      await vi.waitFor(() =>
        expect(log.getState().messages.map(({ id, data, status }) => [id, data, status])).toEqual(
          receipts.map(({ id }, index) => [id, index + 1, 'sent']),
        ),
      )
    }
    const late = clientOf('cy').channel('full:chat')
    const page = await late.history({ limit: 10, direction: 'forwards' })
    const stored = page.items.map((message) => ({ ...message, status: 'sent' }))
    // A receipt has no position here: our own messages have theirs once they have come back.
    await vi.waitFor(() => expect(ana.log.getState().messages).toEqual(stored))
  })

  it('shows who is there as people, and that they are there as soon as they attach', async () => {
    const [ana, bob] = [clientOf('ana').channel('full:people'), clientOf('bob').channel('full:people')]
    const members = ana.presence.members
    const stop = members.subscribe(() => {})
    onTestFinished(stop)
    await ana.presence.enter()
    await bob.presence.enter()
    await vi.waitFor(() =>
      expect(members.getState().list.map(({ clientId, info }) => [clientId, info?.name])).toEqual([
        ['ana', 'ANA'],
        ['bob', 'BOB'],
      ]),
    )
    await expect(ana.presence.enter({ mood: 1 })).rejects.toMatchObject({ code: 'unsupported' })
  })

  it('comes back after what is no JSON, which everybody loses the connection by who reads it', async () => {
    const ana = clientOf('ana')
    const [odd, plain] = [ana.channel('full:odd'), ana.channel('full:plain')]
    const heard: unknown[] = []
    for (const channel of [odd, plain]) channel.subscribe(({ data }) => void heard.push(data))
    await Promise.all([odd.attach(), plain.attach()])
    const lost = ana.connection.once('disconnected')
    await callApi(server.port, 'publish', { channel: 'full:odd', b64data: '//4=' })
    await lost
    await ana.connection.once('connected')
    const bob = clientOf('bob')
    await bob.channel('full:plain').publish('said', 1)
    await bob.channel('full:odd').publish('said', 2)
    await vi.waitFor(() => expect(new Set(heard)).toEqual(new Set([1, 2])))
    await expect(odd.history({ limit: 10, direction: 'forwards' })).rejects.toMatchObject({
      code: 'protocol_error',
      hint: expect.stringContaining('publication_data_format'),
    })
  })

  it('knows what a channel lacks, and goes on without', async () => {
    const ana = clientOf('ana').channel('bare:chat')
    await ana.attach()
    expect(ana.capabilities.getState()).toMatchObject({ recovery: 'none', history: 'none', signals: false })
    await ana.publish('said', 1)
    await vi.waitFor(() => expect(ana.log.getState().messages).toMatchObject([{ data: 1, status: 'sent' }]))
  })
})
