import { expect, it } from 'vitest'
import { startTestServer } from '../testing/support/test-server.ts'
import { RawClient } from '../testing/support/raw-client.ts'

it.each([
  ['203.0.113.9', 403],
  ['127.0.0.1, 203.0.113.9', 403],
  ['203.0.113.9, 127.0.0.1', 403],
  ['127.0.0.1', 426],
  ['::1, ::ffff:127.0.0.1', 426],
])('a server without auth is asked by a proxy of this machine for %s: %i', async (forwarded, status) => {
  const { url, httpUrl } = await startTestServer()
  const headers = { 'X-Forwarded-For': forwarded }
  expect((await fetch(httpUrl, { headers })).status).toBe(status)
  const client = new RawClient(url, { headers })
  if (status === 426) await client.hello()
  else await expect(client.opened()).rejects.toThrow('Unexpected server response: 403')
  client.socket.terminate()
})
