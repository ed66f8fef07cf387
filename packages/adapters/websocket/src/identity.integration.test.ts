import type { Client, ClientOptions } from '@herenow/core'
import { createClient } from '@herenow/core'
import { createServer } from '@herenow/server'
import { createRealEnv, silentLogger } from '@herenow/testing'
import { expect, it, onTestFinished } from 'vitest'
import { websocket } from './index.ts'

interface Service {
  readonly client: (token: ClientOptions['token']) => Client
  /** Ends all connections as a stopping server does; they come back. */
  readonly restart: () => Promise<void>
  readonly stored: () => Promise<readonly unknown[]>
}

/** A server whose tokens are `<client id>` or `<client id> <milliseconds to live>`. */
async function startService(): Promise<Service> {
  const options = {
    log: silentLogger,
    auth: {
      verify(token: string) {
        const [clientId = '', life] = token.split(' ')
        return { clientId, ...(life === undefined ? {} : { expiresAt: Date.now() + Number(life) }) }
      },
    },
  }
  let server = createServer({ ...options, port: 0 })
  const { port } = await server.listen()
  onTestFinished(() => server.close())
  return {
    client(token) {
      const client = createClient({
        adapter: websocket(`ws://127.0.0.1:${port}?reconnect_interval=0.05`),
        token,
        env: createRealEnv(),
        log: silentLogger,
      })
      onTestFinished(() => client.close())
      return client
    },
    async restart() {
      await server.close()
      server = createServer({ ...options, port })
      await server.listen()
    },
    stored: async () => (await server.history('room')).items.map(({ clientId, data }) => [clientId, data]),
  }
}

it('sends nothing of ana as bob when the token changes its user while we are away', async () => {
  const { client, restart, stored } = await startService()
  let user = 'ana'
  const ana = client(async () => user)
  const room = ana.channel('room')
  await room.attach()
  user = 'bob'
  const closed = restart()
  await ana.connection.once('disconnected')
  const waiting = room.publish('said', 'typed by ana').catch((error: unknown) => error)
  await closed
  expect(await waiting).toMatchObject({ code: 'unauthorized' })
  expect(ana.connection.getState().status).toBe('failed')
  expect(ana.clientId).toBe('ana')
  expect(await stored()).toEqual([])
})

it('stays with its user when a refreshed token is for somebody else, also after the old one has ended', async () => {
  const { client } = await startService()
  let calls = 0
  const ana = client(async () => ((calls += 1) === 1 ? 'ana 2000' : 'bob'))
  const errors: unknown[] = []
  ana.on('error', (error) => errors.push(error))
  await ana.channel('room').attach()
  const { reason } = await ana.connection.once('failed')
  expect(reason.code).toBe('unauthorized')
  expect(errors[0]).toMatchObject({ code: 'unauthorized' })
  expect(ana.clientId).toBe('ana')
  expect(calls).toBeLessThan(6)
})

it('says that a token that was passed as a text has expired, and what to do', async () => {
  const { client } = await startService()
  const ana = client('ana 1000')
  await ana.channel('room').attach()
  const { reason } = await ana.connection.once('failed')
  expect(reason).toMatchObject({ code: 'token_expired', hint: expect.stringContaining('function') })
})
