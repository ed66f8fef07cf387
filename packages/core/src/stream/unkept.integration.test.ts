import { createServer } from '@herenow/server'
import { faultProxy, silentLogger } from '@herenow/testing'
import { websocket } from '@herenow/websocket'
import { expect, it, onTestFinished } from 'vitest'
import { createClient } from '../client/create-client.ts'

it('says after each absence that messages may be missing where the service keeps none, and only there', async () => {
  const server = createServer({ port: 0, log: silentLogger, rules: { 'cursors:*': { history: false } } })
  const { url } = await server.listen()
  const proxy = await faultProxy({ target: url })
  const client = createClient({
    adapter: websocket(`${proxy.url}?reconnect_interval=0.05`),
    clientId: 'ana',
    log: silentLogger,
  })
  onTestFinished(async () => {
    await client.close()
    await proxy.close()
    await server.close()
  })
  const channels = ['room:a', 'cursors:a'].map((name) => client.channel(name))
  const told: string[] = []
  for (const channel of channels) {
    channel.subscribe(({ id }) => told.push(`${channel.name} ${id}`))
    channel.onGap(({ afterId }) => told.push(`${channel.name} gap after ${afterId}`))
  }
  await Promise.all(channels.map((channel) => channel.attach()))
  await Promise.all(channels.map((channel) => channel.publish('said', 1, { id: 'm1' })))
  expect(told.splice(0).sort()).toEqual(['cursors:a m1', 'room:a m1'])

  proxy.inject({ kind: 'reset' })
  await client.connection.once('disconnected')
  await client.connection.once('connected')
  await Promise.all(channels.map((channel) => channel.publish('said', 2, { id: 'm2' })))
  expect(told.sort()).toEqual(['cursors:a gap after m1', 'cursors:a m2', 'room:a m2'])
})
