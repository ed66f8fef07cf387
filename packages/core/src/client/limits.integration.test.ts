import { createServer } from '@herenow/server'
import { createRealEnv, silentLogger } from '@herenow/testing'
import { websocket } from '@herenow/websocket'
import { afterEach, expect, it } from 'vitest'
import { createClient } from './create-client.ts'

const cleanUps: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const end of cleanUps.splice(0).toReversed()) await end()
})

async function meet(limits: NonNullable<Parameters<typeof createServer>[0]>['limits']) {
  const server = createServer({ port: 0, log: silentLogger, limits })
  const { url } = await server.listen()
  cleanUps.push(() => server.close())
  const client = createClient({ adapter: websocket(url), clientId: 'ana', env: createRealEnv(), log: silentLogger })
  cleanUps.push(() => client.close())
  const channel = client.channel('room')
  await channel.attach()
  return { client, channel }
}

it('sends larger messages, signals and states than usual to a server that allows them', async () => {
  const { client, channel } = await meet({ messageBytes: 100_000, signalBytes: 1_024, stateBytes: 16_384 })
  expect(client.capabilities).toMatchObject({ maxMessageBytes: 100_000, maxSignalBytes: 1_024, maxStateBytes: 16_384 })
  await channel.publish('said', 'x'.repeat(90_000))
  await channel.signal('wave', 'x'.repeat(1_000))
  await channel.presence.enter('x'.repeat(16_000))
})

it('refuses messages before they are sent that a stricter server would refuse', async () => {
  const { channel } = await meet({ messageBytes: 10, signalBytes: 10, stateBytes: 10 })
  const long = 'longer than ten'
  await expect(channel.publish('said', long)).rejects.toMatchObject({ code: 'message_too_large', origin: 'client' })
  await expect(channel.signal('wave', long)).rejects.toMatchObject({ code: 'signal_too_large', origin: 'client' })
  await expect(channel.presence.enter(long)).rejects.toMatchObject({ code: 'invalid_argument', origin: 'client' })
})
