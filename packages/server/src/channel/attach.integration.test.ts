import type { AttachResult } from '@herenow/protocol'
import { describe, expect, it } from 'vitest'
import type { Engine } from '../engine/engine.ts'
import { memory } from '../engine/memory-engine.ts'
import { idsOf, messagesOf, numbered, publishOf } from '../testing/support/outgoing-messages.ts'
import type { RawClient, RequestFields } from '../testing/support/raw-client.ts'
import { startTestServer } from '../testing/support/test-server.ts'

const attachOf = (fields: object = {}): RequestFields => ({ type: 'attach', channel: 'room:a', ...fields })
const attach = (client: RawClient, fields: object = {}): Promise<AttachResult> =>
  client.result('attach', attachOf(fields))

async function publishAll(client: RawClient, ids: readonly string[]): Promise<void> {
  for (let start = 0; start < ids.length; start += 500) {
    await client.ask(publishOf('room:a', ...ids.slice(start, start + 500)))
  }
}

describe('a fresh attach', () => {
  it('starts at the newest message', async () => {
    const { client } = await startTestServer()
    const ana = await client()
    await publishAll(ana, ['m1', 'm2'])
    expect(await attach(ana)).toMatchObject({ offset: 2, recovered: false })
    await ana.ask(publishOf('room:a', 'm3'))
    expect(idsOf(ana, 'room:a')).toEqual(['m3'])
  })

  it('misses nothing and doubles nothing while others publish', async () => {
    const { client } = await startTestServer()
    const bob = await client()
    const publishing = numbered('m', 60).map((id) => bob.ask(publishOf('room:a', id)))
    const ana = await client()
    const { offset } = await attach(ana)
    await Promise.all(publishing)
    await ana.barrier()
    const offsets = messagesOf(ana, 'room:a').map((message) => message.offset)
    expect(offsets).toEqual(Array.from({ length: 60 - offset }, (_, i) => offset + 1 + i))
  })

  it('is refused for a name that can not be, and beyond the 200th channel', async () => {
    const { client } = await startTestServer()
    const ana = await client()
    for (const channel of ['', 'a b', 'a::b', '.a', 'room:*', 'group:a', 'a#', 'x'.repeat(201), 'ä']) {
      expect(await ana.code({ type: 'attach', channel }), channel).toBe('invalid_argument')
    }
    for (const channel of numbered('c', 200)) expect(await ana.code({ type: 'attach', channel })).toBe('ok')
    expect(await ana.code({ type: 'attach', channel: 'c201' })).toBe('rate_limited')
    expect(await ana.code({ type: 'attach', channel: 'c7' })).toBe('ok')
    await ana.ask({ type: 'detach', channel: 'c7' })
    expect(await ana.code({ type: 'attach', channel: 'c201' })).toBe('ok')
  })
})

describe('an attach that continues', () => {
  it('brings what was missed, in order, then what follows', async () => {
    const { client } = await startTestServer()
    const [ana, bob] = [await client(), await client()]
    const { epoch } = await attach(ana)
    await publishAll(ana, ['m1', 'm2'])
    await ana.close()
    await publishAll(bob, ['m3', 'm4'])
    const again = await client()
    const since = { epoch, offset: 2 }
    expect(await attach(again, { since })).toEqual({ epoch, offset: 2, recovered: true })
    await publishAll(bob, ['m5'])
    await again.until(() => idsOf(again, 'room:a').length === 3)
    expect(idsOf(again, 'room:a')).toEqual(['m3', 'm4', 'm5'])
  })

  it('starts at offset 0 for somebody who saw the channel empty', async () => {
    const { client } = await startTestServer()
    const ana = await client()
    const since = await attach(ana)
    await publishAll(ana, ['m1'])
    const again = await client()
    expect(await attach(again, { since: { epoch: since.epoch, offset: 0 } })).toMatchObject({
      recovered: true,
      offset: 0,
    })
    await again.until(() => idsOf(again, 'room:a').length === 1)
  })

  it('brings a thousand missed messages over as many frames as they need, live ones after them', async () => {
    const { client } = await startTestServer()
    const [ana, bob] = [await client(), await client()]
    const { epoch } = await attach(ana)
    const missed = numbered('m', 1_000)
    await publishAll(bob, missed)
    const again = await client()
    const [result] = await Promise.all([
      attach(again, { since: { epoch, offset: 0 } }),
      publishAll(bob, numbered('live', 5)),
    ])
    expect(result.recovered).toBe(true)
    await again.until(() => idsOf(again, 'room:a').includes('live5'))
    expect(idsOf(again, 'room:a')).toEqual([...missed, ...numbered('live', 5)])
  })

  it.each([
    ['of another epoch', (epoch: string) => ({ epoch: `${epoch}x`, offset: 1 })],
    ['ahead of the server', (epoch: string) => ({ epoch, offset: 3 })],
    ['of a huge offset', (epoch: string) => ({ epoch, offset: Number.MAX_SAFE_INTEGER })],
  ])('is not recovered from a position %s, and replays nothing', async (_, sinceOf) => {
    const { client } = await startTestServer()
    const ana = await client()
    const { epoch } = await attach(ana)
    await publishAll(ana, ['m1', 'm2'])
    const again = await client()
    expect(await attach(again, { since: sinceOf(epoch) })).toEqual({ epoch, offset: 2, recovered: false })
    await publishAll(ana, ['m3'])
    await again.barrier()
    expect(idsOf(again, 'room:a')).toEqual(['m3'])
  })

  it('is not recovered where history no longer reaches', async () => {
    const { client, clock } = await startTestServer({ rules: { '*': { history: { messages: 2 } } } })
    const ana = await client()
    const { epoch } = await attach(ana)
    await publishAll(ana, ['m1', 'm2', 'm3', 'm4'])
    clock.advance(120_000)
    const again = await client()
    expect(await attach(again, { since: { epoch, offset: 1 } })).toMatchObject({ recovered: false, offset: 4 })
    expect(await attach(again, { since: { epoch, offset: 2 } })).toMatchObject({ recovered: true, offset: 2 })
  })

  it.each([
    ['a negative offset', { epoch: 'e', offset: -1 }],
    ['a fractional offset', { epoch: 'e', offset: 1.5 }],
    ['an offset that is text', { epoch: 'e', offset: '1' }],
    ['a negative time', -5],
  ])('is refused for %s', async (_, since) => {
    const { client } = await startTestServer()
    const ana = await client()
    expect(await ana.code(attachOf({ since }))).toBe('invalid_argument')
  })

  it('does not take the epoch of another channel', async () => {
    const { client } = await startTestServer()
    const ana = await client()
    const { epoch } = await ana.result('attach', { type: 'attach', channel: 'room:b' })
    expect(await attach(ana, { since: { epoch, offset: 0 } })).toMatchObject({ recovered: false })
  })
})

describe('an attach that looks back', () => {
  it('shows the last messages, or those of the last seconds, and calls neither recovered', async () => {
    const { client, clock } = await startTestServer()
    const bob = await client()
    for (const id of numbered('m', 5)) {
      await publishAll(bob, [id])
      clock.advance(1_000)
    }
    const ana = await client()
    expect(await attach(ana, { rewind: 2 })).toMatchObject({ offset: 3, recovered: false })
    await ana.until(() => idsOf(ana, 'room:a').length === 2)
    expect(idsOf(ana, 'room:a')).toEqual(['m4', 'm5'])
    const again = await client()
    expect(await attach(again, { rewind: { seconds: 3 } })).toMatchObject({ offset: 2, recovered: false })
    await again.until(() => idsOf(again, 'room:a').length === 3)
  })

  it('from a time is recovered where everything since then is still there', async () => {
    const { client, clock } = await startTestServer()
    const bob = await client()
    const startedAt = clock.date()
    await publishAll(bob, ['m1'])
    clock.advance(1_000)
    await publishAll(bob, ['m2'])
    const ana = await client()
    expect(await attach(ana, { since: startedAt + 500 })).toMatchObject({ offset: 1, recovered: true })
    // What was before this server started, it can't know.
    expect(await attach(ana, { since: startedAt - 1 })).toMatchObject({ offset: 0, recovered: false })
    expect(await attach(ana, { since: startedAt + 60_000 })).toMatchObject({ offset: 2, recovered: true })
  })
})

describe('attaching an attached channel', () => {
  it('is answered anew, from its own since', async () => {
    const { client } = await startTestServer()
    const ana = await client()
    const { epoch } = await attach(ana)
    await publishAll(ana, ['m1', 'm2'])
    expect(await attach(ana, { since: { epoch, offset: 1 } })).toMatchObject({ offset: 1, recovered: true })
    await ana.until(() => idsOf(ana, 'room:a').length === 3)
    await publishAll(ana, ['m3'])
    expect(idsOf(ana, 'room:a')).toEqual(['m1', 'm2', 'm2', 'm3'])
  })

  it('and detaching it in between, all in one frame, ends as the last wish was', async () => {
    const { client, server } = await startTestServer()
    const ana = await client()
    ana.send(
      { type: 'attach', id: 1, channel: 'room:a', presence: true },
      { type: 'detach', id: 2, channel: 'room:a' },
      { type: 'attach', id: 3, channel: 'room:a' },
    )
    for (const id of [1, 2, 3]) expect((await ana.answer(id)).type).toBe('ok')
    await publishAll(ana, ['m1'])
    expect(idsOf(ana, 'room:a')).toEqual(['m1'])
    ana.send({ type: 'attach', id: 4, channel: 'room:a' }, { type: 'detach', id: 5, channel: 'room:a' })
    for (const id of [4, 5]) expect((await ana.answer(id)).type).toBe('ok')
    await publishAll(ana, ['m2'])
    expect(idsOf(ana, 'room:a')).toEqual(['m1'])
    expect(await server.channels()).toEqual([])
  })
})

/** An engine that has lost everything, and knows it, once `lose` was called. */
function forgetfulEngine(): { readonly engine: Engine; readonly lose: () => void } {
  const [first, second] = [memory(), memory()]
  let current = first
  const engine: Engine = {
    durabilities: first.durabilities,
    async open(context) {
      await first.open(context)
      await second.open(context)
    },
    publish: (...call) => current.publish(...call),
    position: (...call) => current.position(...call),
    history: (...call) => current.history(...call),
    removeHistory: (channel) => current.removeHistory(channel),
    removeMessage: (channel, id) => current.removeMessage(channel, id),
    async close() {
      await first.close()
      await second.close()
    },
  }
  return { engine, lose: () => void (current = second) }
}

describe('a channel whose history could not be kept together', () => {
  it('is detached, resumably, when it goes on in another epoch', async () => {
    const { engine, lose } = forgetfulEngine()
    const { client } = await startTestServer({ engine })
    const [ana, bob] = [await client(), await client()]
    const { epoch } = await attach(ana)
    await publishAll(bob, ['m1'])
    lose()
    await publishAll(bob, ['m2'])
    const detached = await ana.next('detached')
    expect(detached).toMatchObject({
      channel: 'room:a',
      resumable: true,
      error: { code: 'server_error', retryable: true },
    })
    expect(idsOf(ana, 'room:a')).toEqual(['m1'])
    const again = await attach(ana, { since: { epoch, offset: 1 } })
    expect(again).toMatchObject({ recovered: false, offset: 1 })
    expect(again.epoch).not.toBe(epoch)
    await publishAll(bob, ['m3'])
    await ana.barrier()
    expect(idsOf(ana, 'room:a')).toEqual(['m1', 'm3'])
  })
})

describe('history', () => {
  it('is answered in pages with what is left', async () => {
    const { client } = await startTestServer()
    const ana = await client()
    await publishAll(ana, numbered('m', 5))
    const ask = { type: 'history', channel: 'room:a', limit: 2, direction: 'backwards' } as const
    const page = await ana.result('history', ask)
    expect(page.messages.map((message) => message.id)).toEqual(['m5', 'm4'])
    expect(page).toMatchObject({ more: true, complete: true })
    const rest = await ana.result('history', { ...ask, limit: 50, before: { epoch: page.epoch, offset: 4 } })
    expect(rest.messages.map((message) => message.id)).toEqual(['m3', 'm2', 'm1'])
    expect(rest.more).toBe(false)
  })
})
