import { get } from 'node:http'
import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { text } from 'node:stream/consumers'
import { createClient } from '@herenow/core'
import { websocket } from '@herenow/websocket'
import { describe, expect, it } from 'vitest'
import type { ServerOptions } from '../config.ts'
import { RawClient } from '../testing/support/raw-client.ts'
import { startTestServer } from '../testing/support/test-server.ts'

/** What is said of an upgrade without becoming a socket: the same as to one that is refused. */
async function answerTo(httpUrl: string, query: string): Promise<{ status: number | undefined; body: string }> {
  const [answer] = (await once(get(`${httpUrl}/?${query}`), 'response')) as [IncomingMessage]
  return { status: answer.statusCode, body: await text(answer) }
}

/** A server that writes down how its log names connections. */
async function logged(options: ServerOptions = {}) {
  const named: unknown[] = []
  const write = (_: string, details?: object): void => {
    if (details && 'name' in details) named.push(details.name)
  }
  const log = { debug: write, info: write, warn: write, error: write }
  return { ...(await startTestServer({ log, ...options })), named }
}

describe('options in the URL of a socket', () => {
  it('are those of the client, all of which a server takes', async () => {
    const { url } = await startTestServer()
    const query = 'name=checkout+desk&heartbeat=25&reconnect_interval=0.5&fail_fast=1'
    const client = new RawClient(`${url}/?${query}`)
    expect(await client.hello()).toMatchObject({ type: 'welcome' })
    client.socket.terminate()
  })

  it.each(['fail-fast=1', 'Name=x', '__proto__=1', 'x'.repeat(5_000)])(
    'are refused when unknown, with a list of the known: %.20s',
    async (query) => {
      const { url, httpUrl } = await startTestServer()
      await expect(new RawClient(`${url}/?${query}`).opened()).rejects.toThrow('400')
      const { status, body } = await answerTo(httpUrl, query)
      expect(status).toBe(400)
      expect(body).toContain('Known: name, heartbeat, reconnect_interval, fail_fast.')
      expect(body.length).toBeLessThan(500)
    },
  )

  it.each([
    'heartbeat=0',
    'heartbeat=',
    'heartbeat=soon',
    'heartbeat=3601',
    'reconnect_interval=-1',
    'fail_fast=yes',
    `name=${'x'.repeat(101)}`,
    'name=a%00b',
    'name=a%0Ab',
    'name=%E2%80%AEb',
    'name=a&name=%07',
  ])('are refused when they make no sense, and told what does: %.20s', async (query) => {
    const { url, httpUrl } = await startTestServer()
    await expect(new RawClient(`${url}/?${query}`).opened()).rejects.toThrow('400')
    expect((await answerTo(httpUrl, query)).body).toContain(' takes ')
  })

  it('are for the app to read where it looks at the request', async () => {
    const seen: string[] = []
    const { url, httpUrl } = await startTestServer({
      authenticate({ request }) {
        seen.push(request.url)
        return { clientId: 'ana' }
      },
    })
    const client = new RawClient(`${url}/?tenant=7`, { headers: { Origin: httpUrl } })
    expect(await client.hello()).toMatchObject({ clientId: 'ana' })
    client.socket.terminate()
    expect(seen.join()).toContain('tenant=7')
  })
})

it('names a connection in the lines of the log that are about it, from its first to its last', async () => {
  const { url, named } = await logged()
  const client = createClient({ adapter: websocket(`${url}/?name=checkout`), clientId: 'ana' })
  const connected = client.connection.once('connected')
  client.connection.connect()
  await connected
  await client.channel('room').attach()
  await client.close()
  await expect.poll(() => named).toEqual(['checkout', 'checkout'])
})

it.each(['a%0Ab', '%1B[2J', '%E2%80%AEb', 'x'.repeat(101)])(
  'says nothing of a name that could be no name where the app reads the URL: %.20s',
  async (name) => {
    const { url, httpUrl, named } = await logged({ authenticate: () => ({ clientId: 'ana' }) })
    const client = new RawClient(`${url}/?name=${name}`, { headers: { Origin: httpUrl } })
    await client.hello()
    await client.close()
    expect(named).toEqual([])
  },
)

it.each(['name=a?token=x', '?fail-fast=1', 'name=a&token=?x'])(
  'reads all of a query, also after a second mark: %s',
  async (query) => {
    const { httpUrl } = await startTestServer()
    const { status } = await answerTo(httpUrl, query)
    expect([query, status]).toEqual([query, query === 'name=a?token=x' ? 426 : 400])
  },
)

it('says nothing of a name where there is none', async () => {
  const { client, named } = await logged()
  const ana = await client()
  ana.socket.close()
  await ana.closed
  expect(named).toEqual([])
})
