import type { AdapterHistoryPage, Capabilities, ReceivedMessage } from '@herenow/adapter'
import { RealtimeError } from '@herenow/adapter'
import { createTestEnv, receivedMessage, scriptedAdapter, settled, silentLogger } from '@herenow/testing'
import { describe, expect, it } from 'vitest'
import type { Channel } from '../channel/channel.ts'
import type { Client } from '../client/client.ts'
import { createClient } from '../client/create-client.ts'

const at = (offset: number, epoch = 'e') => ({ epoch, offset })
const away = new RealtimeError({ code: 'connection_closed', message: 'gone', retryable: true })

function setup(capabilities: Partial<Capabilities> = {}) {
  const world = createTestEnv()
  const adapter = scriptedAdapter(capabilities)
  const client = createClient({ adapter, clientId: 'ana', env: world.env, log: silentLogger })
  const channel = client.channel('room')
  const heard: string[] = []
  channel.subscribe((message) => heard.push(message.id))
  channel.onGap((gap) => heard.push(`gap after ${gap.afterId}`))
  channel.lease()
  const { session } = adapter
  session.connected()
  const tell = (...messages: readonly ReceivedMessage[]): void =>
    session.emit(...messages.map((message) => ({ type: 'message', channel: 'room', message }) as const))
  const page = (offsets: readonly number[], changes: Partial<AdapterHistoryPage> = {}): AdapterHistoryPage => ({
    items: offsets.map((offset) => receivedMessage(offset)),
    next: null,
    complete: true,
    ...changes,
  })
  const log = async (): Promise<string[]> => {
    await world.clock.advance(20)
    const { messages, gaps } = channel.log.getState()
    return messages.flatMap(({ id }) => (gaps.some((gap) => gap.afterId === id) ? [id, '…'] : [id]))
  }
  return { world, adapter, client, channel, heard, session, tell, page, log }
}

describe('messages on their way in', () => {
  it('are handed on once and in order where replay and live overlap in one frame', async () => {
    const { session, heard, log } = setup()
    session.emit(
      { type: 'attached', channel: 'room', position: at(0), recovered: false },
      ...[1, 2, 2, 1, 3].map((offset) => ({
        type: 'message' as const,
        channel: 'room',
        message: receivedMessage(offset),
      })),
    )
    expect(heard).toEqual(['m1', 'm2', 'm3'])
    expect(await log()).toEqual(['m1', 'm2', 'm3'])
  })

  it('are dropped when their id was seen up to 2,000 messages ago, also in another epoch', () => {
    const { session, heard, tell } = setup()
    session.attached('room', at(0))
    tell(receivedMessage(1, { id: 'same' }))
    for (let offset = 2; offset <= 1_999; offset += 1) tell(receivedMessage(offset))
    tell(receivedMessage(1, { id: 'same', epoch: 'other' }))
    expect(heard.filter((id) => id === 'same')).toHaveLength(1)
  })

  it('are kept when their offset existed in an older epoch', () => {
    const { session, heard, tell } = setup()
    session.attached('room', at(0))
    tell(receivedMessage(1, { id: 'old' }), receivedMessage(1, { id: 'new', epoch: 'f' }))
    expect(heard).toEqual(['old', 'new'])
  })

  it('continue without a mark after a recovered attach', async () => {
    const { session, heard, tell, log } = setup()
    session.attached('room', at(0))
    tell(receivedMessage(1))
    session.attached('room', at(1), true)
    tell(receivedMessage(1), receivedMessage(2))
    expect(heard).toEqual(['m1', 'm2'])
    expect(await log()).toEqual(['m1', 'm2'])
    expect(session.histories).toHaveLength(0)
  })

  it('are healed through history before later ones are handed on', async () => {
    const { session, heard, tell, page, log } = setup()
    session.attached('room', at(0))
    tell(receivedMessage(1))
    session.attached('room', at(4))
    tell(receivedMessage(5))
    expect(heard).toEqual(['m1'])
    const [request] = session.histories
    expect(request?.question).toMatchObject({ direction: 'forwards', after: at(1), until: at(4) })
    request?.answer(page([2, 3], { next: { limit: 200, direction: 'forwards', after: at(3), until: at(4) } }))
    await settled()
    session.histories[1]?.answer(page([4]))
    await settled()
    expect(heard).toEqual(['m1', 'm2', 'm3', 'm4', 'm5'])
    expect(await log()).toEqual(['m1', 'm2', 'm3', 'm4', 'm5'])
  })

  it('are handed on as they come where offsets skip: only the service can say that some are missing', async () => {
    const { session, heard, tell, log } = setup()
    session.attached('room', at(7))
    tell(receivedMessage(8), receivedMessage(11))
    expect([heard, session.histories]).toEqual([['m8', 'm11'], []])
    expect(await log()).toEqual(['m8', 'm11'])
  })

  it('need no healing when nothing was missed', () => {
    const { session, heard } = setup()
    session.attached('room', at(3))
    session.attached('room', at(3))
    expect([heard, session.histories]).toEqual([[], []])
  })

  it('come after a mark in the place of those that retention has deleted', async () => {
    const { session, heard, tell, page, log } = setup()
    session.attached('room', at(0))
    tell(receivedMessage(1))
    session.attached('room', at(5))
    tell(receivedMessage(6))
    session.histories[0]?.answer(page([4, 5], { complete: false }))
    await settled()
    expect(heard).toEqual(['m1', 'gap after m1', 'm4', 'm5', 'm6'])
    expect(await log()).toEqual(['m1', '…', 'm4', 'm5', 'm6'])
  })

  it('of a new epoch come after a mark, together with those published before we were back', async () => {
    const { session, heard, tell, log } = setup()
    session.attached('room', at(7))
    tell(receivedMessage(8))
    session.attached('room', at(1, 'f'))
    tell(receivedMessage(2, { epoch: 'f', id: 'n2' }))
    const [request] = session.histories
    expect(request?.question).toEqual({ limit: 200, direction: 'forwards', until: at(1, 'f') })
    request?.answer({ items: [receivedMessage(1, { epoch: 'f', id: 'n1' })], next: null, complete: true })
    await settled()
    expect(heard).toEqual(['m8', 'gap after m8', 'n1', 'n2'])
    expect(await log()).toEqual(['m8', '…', 'n1', 'n2'])
  })

  it('are marked as missing when the service has fallen behind our position', async () => {
    const { session, heard, tell } = setup()
    session.attached('room', at(7))
    session.attached('room', at(3))
    tell(receivedMessage(4))
    expect(heard).toEqual(['gap after null', 'm4'])
  })

  it('are marked as missing once per reconnect where there is no history', () => {
    const { session, heard, tell } = setup({ history: 'none', recovery: 'none' })
    session.attached('room', null)
    tell(receivedMessage(null, { id: 'a' }))
    session.attached('room', null)
    session.attached('room', null)
    tell(receivedMessage(null, { id: 'b' }))
    expect(heard).toEqual(['a', 'gap after a', 'b'])
    expect(session.histories).toHaveLength(0)
  })

  it('are healed on from where a drop stopped it, without a second mark', async () => {
    const { session, heard, tell, page } = setup()
    session.attached('room', at(0))
    session.attached('room', at(4))
    session.histories[0]?.answer(page([1, 2], { next: { limit: 200, direction: 'forwards', after: at(2) } }))
    await settled()
    session.emit({ type: 'connection', state: { status: 'disconnected', reason: away, attempt: 0, retryAt: 1 } })
    session.histories[1]?.refuse(away)
    await settled()
    session.connected()
    session.attached('room', at(4), true)
    tell(receivedMessage(5))
    expect(session.histories[2]?.question).toMatchObject({ after: at(2), until: at(4) })
    session.histories[2]?.answer(page([3, 4]))
    await settled()
    expect(heard).toEqual(['m1', 'm2', 'm3', 'm4', 'm5'])
  })

  it('are healed in spite of temporary refusals, without a mark', async () => {
    const { session, heard, tell, page, world } = setup()
    session.attached('room', at(0))
    session.attached('room', at(2))
    tell(receivedMessage(3))
    const slow = new RealtimeError({ code: 'timeout', message: 'no answer', retryable: true })
    const busy = new RealtimeError({ code: 'server_error', message: 'busy', retryable: true, retryAfter: 0 })
    for (const [index, error] of [slow, busy, slow].entries()) {
      session.histories[index]?.refuse(error)
      await world.clock.advance(15_000)
      expect(session.histories).toHaveLength(index + 2)
    }
    session.histories[3]?.answer(page([1, 2]))
    await settled()
    expect(heard).toEqual(['m1', 'm2', 'm3'])
  })

  it('leave no timer when the channel is detached while a refused healing waits', async () => {
    const { channel, session, world, client } = setup()
    session.attached('room', at(0))
    session.attached('room', at(2))
    session.histories[0]?.refuse(new RealtimeError({ code: 'timeout', message: 'no answer', retryable: true }))
    await settled()
    await channel.detach()
    await client.close()
    expect(world.clock.pending).toBe(0)
  })

  it('are healed however small the pages of the service are', async () => {
    const { session, heard, page } = setup()
    session.attached('room', at(0))
    session.attached('room', at(400))
    for (let index = 0; index < 100; index += 1) {
      const from = index * 4
      const next = index === 99 ? null : { limit: 200, direction: 'forwards' as const, after: at(from + 4) }
      session.histories[index]?.answer(page([from + 1, from + 2, from + 3, from + 4], { next }))
      await settled()
    }
    expect([heard.length, heard.at(-1), heard.some((id) => id.startsWith('gap'))]).toEqual([400, 'm400', false])
  })

  it('come to an end where a service pages for ever without bringing anything', async () => {
    const { session, heard, page } = setup()
    session.attached('room', at(0))
    session.attached('room', at(4))
    for (let index = 0; index < 20; index += 1) {
      session.histories[index]?.answer(page([], { next: { limit: 200, direction: 'forwards', after: at(0) } }))
      await settled()
    }
    expect(session.histories.length).toBeLessThan(20)
    expect(heard).toEqual(['gap after null'])
  })

  it('are not heard twice, nor from before the attach, when a new epoch still has them', async () => {
    const { channel, session, heard, tell, page, log } = setup()
    session.attached('room', at(9))
    void channel.log.load(2)
    await settled()
    session.histories[0]?.answer(page([9, 8]))
    await settled()
    tell(receivedMessage(10), receivedMessage(11))
    session.attached('room', at(13, 'f'))
    const again = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13].map((offset) => receivedMessage(offset, { epoch: 'f' }))
    session.histories[1]?.answer({ items: again, next: null, complete: true })
    await settled()
    tell(receivedMessage(14, { epoch: 'f' }))
    expect(heard).toEqual(['m10', 'm11', 'gap after m11', 'm12', 'm13', 'm14'])
    expect(await log()).toEqual(['m8', 'm9', 'm10', 'm11', '…', 'm12', 'm13', 'm14'])
    session.attached('room', at(14, 'f'))
    expect(session.histories).toHaveLength(2)
  })

  it('of a new epoch that is not read to its end are not handed on, as some may be older than those before', async () => {
    const { session, heard, tell, page } = setup()
    session.attached('room', at(9))
    tell(receivedMessage(10))
    session.attached('room', at(13, 'f'))
    const items = [8, 9].map((offset) => receivedMessage(offset, { epoch: 'f' }))
    session.histories[0]?.answer(page([], { items, next: { limit: 200, direction: 'forwards' } }))
    await settled()
    session.histories[1]?.refuse(new RealtimeError({ code: 'forbidden', message: 'no' }))
    await settled()
    tell(receivedMessage(14, { epoch: 'f' }))
    expect(heard).toEqual(['m10', 'gap after m10', 'm14'])
  })

  it('are marked as missing where a page of history is malformed', async () => {
    const { session, heard, tell } = setup()
    session.attached('room', at(0))
    session.attached('room', at(4))
    tell(receivedMessage(5))
    session.histories[0]?.answer(JSON.parse('{}'))
    await settled()
    expect(heard).toEqual(['gap after null', 'm5'])
  })

  it('are read from our position when the service says where a new epoch continues the old one', async () => {
    const { session, heard, tell } = setup()
    session.attached('room', at(9))
    tell(receivedMessage(10))
    session.emit({ type: 'attached', channel: 'room', position: at(13, 'f'), recovered: false, continues: at(12) })
    expect(session.histories[0]?.question).toMatchObject({ after: at(10, 'f'), until: at(13, 'f') })
    session.histories[0]?.answer({
      items: [11, 12, 13].map((offset) => receivedMessage(offset, { epoch: 'f' })),
      next: null,
      complete: true,
    })
    await settled()
    expect(heard).toEqual(['m10', 'gap after m10', 'm11', 'm12', 'm13'])
  })

  it('have a mark before each epoch, also where one ended before its gap was healed', async () => {
    const { session, heard, tell, log } = setup()
    session.attached('room', at(0))
    tell(receivedMessage(1))
    for (const epoch of ['f', 'g', 'h']) {
      session.attached('room', at(0, epoch))
      tell(receivedMessage(1, { epoch, id: `${epoch}1` }))
    }
    await settled()
    session.histories.at(-1)?.answer({ items: [], next: null, complete: true })
    await settled()
    expect(heard).toEqual(['m1', 'gap after m1', 'f1', 'gap after f1', 'g1', 'gap after g1', 'h1'])
    expect(await log()).toEqual(['m1', '…', 'f1', '…', 'g1', '…', 'h1'])
  })

  it('are buffered by their UTF-8 bytes, and room is given back when some are handed on', async () => {
    const { session, heard, tell, page } = setup()
    const large = '€'.repeat(20_000)
    session.attached('room', at(0))
    session.attached('room', at(2))
    for (let offset = 3; offset <= 19; offset += 1) tell(receivedMessage(offset, { data: large }))
    expect(heard).toEqual([])
    session.attached('room', at(20))
    session.histories
      .at(-1)
      ?.answer(page([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], { next: { limit: 200, direction: 'forwards' } }))
    await settled()
    const hasGap = (): boolean => heard.some((id) => id.startsWith('gap'))
    for (let offset = 21; offset <= 27; offset += 1) tell(receivedMessage(offset, { data: large }))
    expect([heard.length, hasGap()]).toEqual([10, false])
    tell(receivedMessage(28, { data: large }))
    expect([heard.at(-1), hasGap()]).toEqual(['m28', true])
  })

  it('are marked as missing when history is refused', async () => {
    const { session, heard, tell } = setup()
    session.attached('room', at(0))
    session.attached('room', at(4))
    tell(receivedMessage(5))
    session.histories[0]?.refuse(new RealtimeError({ code: 'forbidden', message: 'no' }))
    await settled()
    expect(heard).toEqual(['gap after null', 'm5'])
  })

  it('are buffered up to a bound while a gap is healed, and beyond it the gap is declared', () => {
    const { session, heard, tell } = setup()
    session.attached('room', at(0))
    session.attached('room', at(10))
    for (let offset = 11; offset <= 1_010; offset += 1) tell(receivedMessage(offset))
    expect(heard).toEqual([])
    tell(receivedMessage(1_011))
    expect(heard).toHaveLength(1_002)
    expect(heard.slice(0, 2)).toEqual(['gap after null', 'm11'])
    expect(heard.at(-1)).toBe('m1011')
  })

  it('that overflow the buffer are left to the next attach when a listener of the gap attaches again', async () => {
    const { channel, session, heard, tell } = setup()
    session.attached('room', at(0))
    session.attached('room', at(10))
    for (let offset = 11; offset <= 1_010; offset += 1) tell(receivedMessage(offset))
    channel.onGap(() => {
      void channel.detach()
      void channel.attach()
    })
    tell(receivedMessage(1_011))
    expect(heard).toEqual(['gap after null'])
    expect(session.attaches.at(-1)?.question.since).toEqual(at(0))
    session.attached('room', at(0), true)
    tell(receivedMessage(1), receivedMessage(2))
    expect(heard).toEqual(['gap after null', 'm1', 'm2'])
  })

  it('that come while a listener hears another are handed on after it, for every listener', () => {
    const { channel, session, heard, tell } = setup()
    const late: string[] = []
    channel.subscribe(({ id }) => {
      if (id === 'm1') tell(receivedMessage(2))
    })
    channel.subscribe(({ id }) => late.push(id))
    session.attached('room', at(0))
    tell(receivedMessage(1))
    expect([heard, late]).toEqual([
      ['m1', 'm2'],
      ['m1', 'm2'],
    ])
  })

  it('that were buffered stand before one more gap that history no longer reaches', async () => {
    const { session, heard, tell, page, log } = setup()
    session.attached('room', at(0))
    tell(receivedMessage(1))
    session.attached('room', at(3))
    tell(receivedMessage(4), receivedMessage(5))
    session.attached('room', at(9))
    tell(receivedMessage(10))
    session.histories.at(-1)?.answer(page([8, 9], { complete: false }))
    await settled()
    expect(heard).toEqual(['m1', 'gap after m1', 'm4', 'm5', 'gap after m5', 'm8', 'm9', 'm10'])
    expect(await log()).toEqual(['m1', '…', 'm4', 'm5', '…', 'm8', 'm9', 'm10'])
  })

  it('that were buffered between several gaps have a mark at each gap when history is refused', async () => {
    const { session, heard, tell } = setup()
    session.attached('room', at(0))
    tell(receivedMessage(1))
    session.attached('room', at(3))
    tell(receivedMessage(4))
    session.emit({ type: 'gap', channel: 'room', position: at(6) })
    tell(receivedMessage(7))
    session.emit({ type: 'gap', channel: 'room', position: at(9) })
    tell(receivedMessage(10))
    session.histories.at(-1)?.refuse(new RealtimeError({ code: 'forbidden', message: 'no' }))
    await settled()
    expect(heard).toEqual(['m1', 'gap after m1', 'm4', 'gap after m4', 'm7', 'gap after m7', 'm10'])
  })

  it('that were buffered leave no mark when history has them after all', async () => {
    const { session, heard, tell, page } = setup()
    session.attached('room', at(0))
    session.attached('room', at(2))
    tell(receivedMessage(3))
    session.attached('room', at(4))
    session.histories.at(-1)?.answer(page([1, 2, 3, 4]))
    await settled()
    expect(heard).toEqual(['m1', 'm2', 'm3', 'm4'])
  })

  it('of an epoch that ended while they were buffered stand between the two gaps', async () => {
    const { session, heard, tell, page } = setup()
    session.attached('room', at(0))
    tell(receivedMessage(1))
    session.attached('room', at(1, 'f'))
    tell(receivedMessage(2, { epoch: 'f', id: 'f2' }))
    session.attached('room', at(0, 'g'))
    tell(receivedMessage(1, { epoch: 'g', id: 'g1' }))
    session.histories.at(-1)?.answer(page([]))
    await settled()
    expect(heard).toEqual(['m1', 'gap after m1', 'f2', 'gap after f2', 'g1'])
  })

  it.each([
    ['detaches', (channel: Channel) => void channel.detach()],
    ['closes the connection', (_: Channel, client: Client) => void client.connection.close()],
  ])('are left to the next attach when a listener %s in the middle of a healed page', async (_, stop) => {
    const { client, channel, session, heard, page } = setup()
    channel.subscribe(({ id }) => {
      if (id === 'm2') stop(channel, client)
    })
    session.attached('room', at(0))
    session.attached('room', at(4))
    session.histories[0]?.answer(page([1, 2, 3, 4]))
    await settled()
    expect(heard).toEqual(['m1', 'm2'])
  })

  it('join the first page of history where they began, however far healing has got when it comes', async () => {
    const { channel, session, page, log } = setup()
    session.attached('room', at(3))
    session.attached('room', at(7))
    void channel.log.load(2)
    await settled()
    const [healing, first] = session.histories
    healing?.answer(page([4, 5], { next: { limit: 200, direction: 'forwards', after: at(5), until: at(7) } }))
    await settled()
    expect(first?.question).toMatchObject({ before: undefined, until: at(3) })
    first?.answer(page([3, 2]))
    session.histories[2]?.answer(page([6, 7]))
    await settled()
    expect(await log()).toEqual(['m2', 'm3', 'm4', 'm5', 'm6', 'm7'])
  })

  it('are marked as missing where the service says that it dropped some', () => {
    const { session, heard, tell } = setup({ history: 'none' })
    session.attached('room', at(0))
    tell(receivedMessage(1))
    session.emit({ type: 'gap', channel: 'room', position: at(5) })
    tell(receivedMessage(6))
    expect(heard).toEqual(['m1', 'gap after m1', 'm6'])
  })

  it('are healed from where the first attach asked to begin, and what is missing there is marked first', async () => {
    const { client, session, page } = setup()
    const heard: string[] = []
    const channel = client.channel('later', { since: at(3) })
    channel.subscribe(({ id }) => heard.push(id))
    channel.onGap((gap) => heard.push(`gap after ${gap.afterId}`))
    channel.lease()
    expect(session.attaches.at(-1)?.question.since).toEqual(at(3))
    session.attached('later', at(9))
    expect(session.histories[0]?.question).toMatchObject({ after: at(3), until: at(9) })
    session.histories[0]?.answer(page([8, 9], { complete: false }))
    await settled()
    expect(heard).toEqual(['gap after null', 'm8', 'm9'])
    void channel.log.load()
    await settled()
    expect(session.histories[1]?.question).toMatchObject({ before: at(8) })
  })

  it('are marked as missing where the first attach asked for a time that history does not reach', () => {
    const { client, session } = setup()
    const heard: unknown[] = []
    const channel = client.channel('later', { since: new Date(5) })
    channel.onGap((gap) => heard.push(gap.afterId))
    channel.lease()
    session.attached('later', at(9))
    expect([heard, session.histories]).toEqual([[null], []])
  })
})
