import { limits } from '@herenow/protocol'
import { describe, expect, it } from 'vitest'
import { numbered, outgoingMessages } from '../testing/support/outgoing-messages.ts'
import type { RawClient } from '../testing/support/raw-client.ts'
import { startTestServer } from '../testing/support/test-server.ts'

/** The longest frame that a client is sent from now on. */
function watchFrames(client: RawClient): { readonly longest: () => number } {
  let longest = 0
  client.socket.on('message', (data: Buffer) => (longest = Math.max(longest, data.length)))
  return { longest: () => longest }
}

/** Enters channels, as many at once as a frame may have items. */
async function enterAll(client: RawClient, channels: readonly string[], state: unknown = null): Promise<void> {
  const items = channels.map((channel, id) => ({ type: 'presence', id, channel, action: 'enter', state }))
  client.sendText(JSON.stringify(items))
  await client.answer(items.length - 1)
}

const longNames = (count: number, prefix: string): readonly string[] =>
  numbered(prefix, count).map((name) => name.padEnd(200, '-'))

describe('an answer that grows', () => {
  it('where-now comes page by page, and all pages together say everything', async () => {
    const { client } = await startTestServer()
    const all: string[] = []
    for (let connection = 0; connection < 14; connection += 1) {
      const names = longNames(200, `c${connection}x`)
      all.push(...names)
      await enterAll(await client({ clientId: 'ana' }), names)
    }
    const ben = await client()
    const frames = watchFrames(ben)
    const found: string[] = []
    let pages = 0
    for (let cursor: string | undefined = ''; cursor !== undefined; pages += 1) {
      const page: { channels: readonly string[]; cursor?: string } = await ben.result('whereNow', {
        type: 'where-now',
        clientId: 'ana',
        ...(cursor === '' ? {} : { cursor }),
      })
      found.push(...page.channels)
      cursor = page.cursor
    }
    expect(pages).toBe(12)
    expect(found).toEqual(all.sort())
    expect(frames.longest()).toBeLessThanOrEqual(limits.serverFrameBytes)
  })

  it('history in letters of three bytes is cut by bytes, and goes on without a hole', async () => {
    const { client } = await startTestServer()
    const ana = await client()
    const ids = numbered('m', 30)
    for (const id of ids) {
      await ana.grant({ type: 'publish', channel: 'a', messages: outgoingMessages([id], '\u20ac'.repeat(20_000)) })
    }
    const frames = watchFrames(ana)
    const found: string[] = []
    let after: object | undefined
    for (let more = true; more;) {
      const page = await ana.result('history', {
        type: 'history',
        channel: 'a',
        limit: 200,
        direction: 'forwards',
        ...(after === undefined ? {} : { after }),
      })
      found.push(...page.messages.map(({ id }) => id))
      after = { epoch: page.epoch, offset: page.messages.at(-1)?.offset }
      ;({ more } = page)
    }
    expect(found).toEqual(ids)
    const replayed = await client()
    const replay = watchFrames(replayed)
    await replayed.grant({ type: 'attach', channel: 'a', rewind: 30 })
    await replayed.until(() => replayed.all('message').length === 30)
    expect(Math.max(frames.longest(), replay.longest())).toBeLessThanOrEqual(limits.serverFrameBytes)
  })

  it('who is here, in letters of three bytes, comes in frames that receivers can take', async () => {
    const { client, clock } = await startTestServer()
    clock.advance(10_000)
    const observer = await client({ clientId: 'observer' })
    const frames = watchFrames(observer)
    await observer.grant({ type: 'attach', channel: 'a', presence: true })
    const crowd = await Promise.all(numbered('p', 190).map((clientId) => client({ clientId })))
    const state = '\u20ac'.repeat(1_300)
    for (const each of crowd) await enterAll(each, ['a'], state)
    clock.advance(50)
    await observer.barrier()
    // All of them within one window.
    for (const each of crowd) await each.grant({ type: 'presence', channel: 'a', action: 'update', state: `${state}!` })
    clock.advance(50)
    await observer.barrier()
    const revisions = observer.all('presence').map(({ revision }) => revision)
    expect(revisions).toEqual(revisions.map((_, index) => index + 1))
    const changes = observer.all('presence').flatMap((item) => item.changes)
    expect(new Set(changes.filter(({ action }) => action === 'update').map(({ clientId }) => clientId)).size).toBe(190)
    await observer.grant({ type: 'presence-sync', channel: 'a' })
    await observer.until(() => observer.all('presence-snapshot').filter(({ last }) => last).length === 2)
    await observer.grant({ type: 'here-now', members: true, state: true })
    await observer.grant({ type: 'presence-get', channel: 'a' })
    expect(frames.longest()).toBeLessThanOrEqual(limits.serverFrameBytes)
  })

  it('the refusals of a thousand messages fit one frame', async () => {
    const { client } = await startTestServer({ limits: { messageBytes: 1 } })
    const ana = await client()
    const frames = watchFrames(ana)
    await ana.grant({ type: 'publish', channel: 'a', messages: outgoingMessages(numbered('m', 1_000), 'too long') })
    expect(frames.longest()).toBeLessThanOrEqual(limits.serverFrameBytes)
  })

  it('counts of long names come in frames that receivers can take, each once', async () => {
    const { client, clock } = await startTestServer()
    const names = longNames(2_000, 'c')
    for (let start = 0; start < 2_000; start += 200) await enterAll(await client(), names.slice(start, start + 200))
    clock.advance(50)
    const watcher = await client()
    const frames = watchFrames(watcher)
    await watcher.grant({ type: 'watch', channels: [names[5], 'empty'], all: true })
    await watcher.until(() => watcher.all('occupancy').flatMap(({ counts }) => counts).length >= 2_001)
    const counts = watcher.all('occupancy').flatMap((item) => item.counts)
    expect(counts.map(({ channel }) => channel).sort()).toEqual([...names, 'empty'].sort())
    expect(frames.longest()).toBeLessThanOrEqual(limits.serverFrameBytes)
  })
})

it('who leaves is told by ids alone', async () => {
  const { client, clock } = await startTestServer()
  clock.advance(10_000)
  const [observer, ana] = [await client(), await client({ clientId: 'ana', info: { name: 'Ana' } })]
  await observer.grant({ type: 'attach', channel: 'a', presence: true })
  await enterAll(ana, ['a'], { mood: 'fine' })
  clock.advance(50)
  await ana.grant({ type: 'presence', channel: 'a', action: 'leave' })
  await observer.until(() => observer.all('presence').length === 2)
  const { connectionId } = ana.welcome
  expect(observer.all('presence')[1]?.changes).toEqual([{ action: 'leave', connectionId, clientId: 'ana' }])
})
