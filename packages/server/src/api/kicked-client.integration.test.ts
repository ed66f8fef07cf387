import type { Client } from '@herenow/core'
import { createClient } from '@herenow/core'
import { websocket } from '@herenow/websocket'
import { expect, it, onTestFinished, vi } from 'vitest'
import { startTestServer } from '../testing/support/test-server.ts'

function person(url: string): Client {
  const client = createClient({ adapter: websocket(url), clientId: 'ana' })
  // Who listens is not shown errors on the console.
  client.on('error', () => {})
  onTestFinished(() => client.close())
  return client
}

it('shows the reason to the client that was put out, and again to who comes back too early', async () => {
  const { url, server, clock } = await startTestServer()
  const ana = person(url)
  const failed = ana.connection.once('failed')
  ana.connection.connect()
  await ana.connection.once('connected')
  await server.disconnect('ana', { reason: 'Be kind.', for: 60 })
  expect(await failed).toMatchObject({ reason: { message: 'Be kind.' } })
  expect(ana.connection.getState()).toMatchObject({
    status: 'failed',
    reason: { message: 'Be kind.', retryable: false },
  })

  const again = ana.connection.once('failed')
  ana.connection.connect()
  expect(await again).toMatchObject({ reason: { message: 'Be kind.' } })

  clock.advance(60_000)
  const welcome = ana.connection.once('connected')
  ana.connection.connect()
  await welcome
})

it('leaves the channel of a client that was put out of it, and lets it attach again when its code asks to', async () => {
  const { url, server } = await startTestServer()
  const ana = person(url)
  const room = ana.channel('room:a')
  await room.attach()
  expect(await server.unsubscribe('room:a', 'ana')).toBe(1)
  await vi.waitFor(() => expect(room.state.getState()).toMatchObject({ status: 'failed' }))
  await room.attach()
})
