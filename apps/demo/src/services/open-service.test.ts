import { expect, it } from 'vitest'
import { openService } from './open-service.ts'

const open = (query: string) => openService(new URLSearchParams(query))
const ana = { clientId: 'ana', name: 'Ana' }

it.each([
  ['service=rabbitmq', 'RabbitMQ'],
  ['service=centrifugo', 'Centrifugo'],
  ['service=centrifugo&token=a.b.c', 'Centrifugo'],
  ['service=ably&key=a.b:c', 'Ably'],
  ['service=pubnub&subscribeKey=a&publishKey=b&url=http://localhost:4000', 'PubNub'],
  ['service=pubnub&subscribeKey=a&publishKey=b&token=c', 'PubNub'],
])('opens a service that has all that it needs: %s', async (query, title) => {
  const opening = await open(query)
  if (opening.status !== 'open') throw new Error(opening.problem)
  expect(opening.service.title).toBe(title)
  const client = opening.service.clientFor(ana)
  // With a token of somebody else's making, only the service knows who it is.
  expect(client.clientId).toBe(query.includes('token') ? null : 'ana')
  expect(client.connection.getState().status).toBe('initialized')
  await client.close()
})

it.each([
  ['service=ably', 'Ably needs a key, or a token.'],
  ['service=pubnub&subscribeKey=a', 'PubNub needs a subscribe key and a publish key.'],
  ['service=ably&key=a.b:c&url=nowhere', '“url” has to be an address'],
  ['service=rabbitmq&user=me', 'There is no setting “user” here.'],
])('says what a service still needs: %s', async (query, problem) => {
  expect(await open(query)).toMatchObject({ status: 'incomplete', problem: expect.stringContaining(problem) })
})

it('says that it does not know a service', async () => {
  expect(await open('service=carrier-pigeon')).toEqual({
    status: 'unknown',
    problem: 'The demo knows no service “carrier-pigeon”.',
  })
})
