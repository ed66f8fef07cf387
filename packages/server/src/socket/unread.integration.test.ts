import { describe, expect, it } from 'vitest'
import { numbered, outgoingMessages } from '../testing/support/outgoing-messages.ts'
import type { RawClient, RequestFields } from '../testing/support/raw-client.ts'
import type { TestServer } from '../testing/support/test-server.ts'
import { startTestServer } from '../testing/support/test-server.ts'

const many = (fields: RequestFields): string =>
  JSON.stringify(Array.from({ length: 1_000 }, (_, id) => ({ ...fields, id })))

/** A server with 4 MB of history and 600 kB of presence in `room`, and a client that follows it. */
async function stage(): Promise<TestServer & { readonly reader: RawClient; readonly other: RawClient }> {
  const started = await startTestServer()
  const { client } = started
  const other = await client({ clientId: 'other' })
  for (const id of numbered('m', 70)) {
    await other.grant({ type: 'publish', channel: 'room', messages: outgoingMessages([id], 'x'.repeat(60_000)) })
  }
  const crowd = await Promise.all(numbered('p', 150).map((clientId) => client({ clientId })))
  const state = 'x'.repeat(4_000)
  for (const each of crowd) await each.grant({ type: 'presence', channel: 'room', action: 'enter', state })
  const reader = await client({ clientId: 'reader' })
  await reader.grant({ type: 'attach', channel: 'room', presence: true })
  await reader.until(() => reader.all('presence-snapshot').some(({ last }) => last))
  return { ...started, reader, other }
}

/** Bytes that this process holds. */
const memory = (): number => {
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return heapUsed + arrayBuffers
}

describe('a client that reads none of its answers', () => {
  it.each<[string, RequestFields]>([
    ['lists of who is present', { type: 'presence-sync', channel: 'room' }],
    ['pages of who is present', { type: 'presence-get', channel: 'room' }],
    ['who is here', { type: 'here-now', members: true, state: true }],
    ['where somebody is', { type: 'where-now', clientId: 'p1' }],
    ['history', { type: 'history', channel: 'room', limit: 200, direction: 'forwards' }],
    ['counts', { type: 'watch', channels: numbered('c', 1_000) }],
    ['what it may not do', { type: 'presence', channel: 'room', action: 'enter', state: 'x'.repeat(5_000) }],
    ['what is broken', { type: 'attach', channel: 5 }],
    ['nothing in particular', { type: 'ping' }],
    ['to be attached again', { type: 'attach', channel: 'room', rewind: 70 }],
  ])('costs the server its budget at most, whatever it asks for: %s', async (_, fields) => {
    const { reader, other, server } = await stage()
    reader.socket.pause()
    const before = memory()
    let most = 0
    const text = many(fields).length > 130_000 ? JSON.stringify({ ...fields, id: 1 }) : many(fields)
    for (let frame = 0; frame < 30; frame += 1) {
      reader.sendText(text)
      await other.barrier()
      most = Math.max(most, memory() - before)
    }
    for (let round = 0; round < 200; round += 1) await other.barrier()
    most = Math.max(most, memory() - before)
    // Both ends are in this process, and garbage counts too.
    expect(most).toBeLessThan(48_000_000)
    expect(server.info().failures).toBe(0)
    reader.socket.terminate()
  })

  it('gets all of them, in order, once it reads', async () => {
    const { reader, other, clock } = await stage()
    reader.socket.pause()
    reader.sendText(many({ type: 'presence-get', channel: 'room' }))
    for (let round = 0; round < 50; round += 1) await other.barrier()
    expect(reader.all('ok').filter(({ id }) => id < 1_000)).toEqual([])
    reader.socket.resume()
    // So many pages are work that takes its time.
    while (!reader.all('ok').some(({ id }) => id === 999)) {
      clock.advance(1_000)
      reader.send({ type: 'pong' })
      await other.barrier()
    }
    expect(reader.all('ok').flatMap(({ id }) => (id < 1_000 ? [id] : []))).toEqual(
      Array.from({ length: 1_000 }, (_, id) => id),
    )
  })
})
