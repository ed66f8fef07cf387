import { createHmac } from 'node:crypto'
import { createServer } from '@herenow/server'
import { silentLogger } from '@herenow/testing'
import { websocket } from '@herenow/websocket'
import { expect, it, onTestFinished } from 'vitest'
import { createClient } from '../client/create-client.ts'

const secret = 'a-secret-that-is-long-enough-for-hs256'
const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')

function tokenFor(sub: string): string {
  const body = `${part({ alg: 'HS256' })}.${part({ sub, cap: { room: ['subscribe', 'publish'] } })}`
  return `${body}.${createHmac('sha256', secret).update(body).digest('base64url')}`
}

it('recovers what was missed after a new session without the right to history, where only the token says who we are', async () => {
  const server = createServer({ port: 0, log: silentLogger, auth: { secret } })
  const { url } = await server.listen()
  onTestFinished(() => server.close())
  const client = createClient({ adapter: websocket(url), token: tokenFor('ana'), log: silentLogger })
  onTestFinished(() => client.close())
  const channel = client.channel('room', { presence: false })
  const heard: unknown[] = []
  const release = channel.lease()
  onTestFinished(release)
  channel.subscribe(({ data }) => heard.push(data))
  await channel.attach()
  await client.connection.close()
  await server.publish('room', 'said', 'meanwhile')
  client.connection.connect()
  await channel.attach()
  expect(channel.state.getState()).toMatchObject({ status: 'attached', recovered: true })
  expect(heard).toEqual(['meanwhile'])
})
