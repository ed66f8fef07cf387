import type { AdapterHistoryPage, HistoryQuery } from '@herenow/adapter'
import { RealtimeError } from '@herenow/adapter'
import { createTestEnv, receivedMessage, scriptedAdapter, settled, silentLogger } from '@herenow/testing'
import { describe, expect, it } from 'vitest'
import type { ClientOptions } from '../client/client.ts'
import { createClient } from '../client/create-client.ts'

const at = (offset: number) => ({ epoch: 'e', offset })
const more: HistoryQuery = { limit: 50, direction: 'backwards' }

function setup(options: Partial<ClientOptions> = {}) {
  const world = createTestEnv()
  const adapter = scriptedAdapter()
  const client = createClient({ adapter, clientId: 'ana', env: world.env, log: silentLogger, ...options })
  const channel = client.channel('room')
  client.connection.connect()
  const { session } = adapter
  session.connected()
  const tell = (from: number, to: number): void =>
    session.emit(
      ...Array.from({ length: to - from + 1 }, (_, index) => ({
        type: 'message' as const,
        channel: 'room',
        message: receivedMessage(from + index),
      })),
    )
  /** A page that holds these offsets, newest first. */
  const page = (from: number, to: number, next: HistoryQuery | null = more): AdapterHistoryPage => ({
    items: Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => receivedMessage(to - index)),
    next,
    complete: true,
  })
  const answer = async (index: number, result: AdapterHistoryPage): Promise<void> => {
    session.histories[index]?.answer(result)
    await settled()
    await world.clock.advance(20)
  }
  const offsets = (): unknown[] => channel.log.getState().messages.map(({ position }) => position?.offset)
  return { world, adapter, client, channel, session, tell, page, answer, offsets, log: channel.log }
}

describe("a channel's log", () => {
  it('ends its first page where live messages began', async () => {
    const { channel, log, session, tell, page, answer, offsets } = setup()
    channel.lease()
    void log.load(3)
    await settled()
    expect(session.histories).toHaveLength(0)
    session.attached('room', at(5))
    await settled()
    tell(6, 6)
    expect(session.histories[0]?.question).toEqual({ limit: 3, direction: 'backwards', until: at(5) })
    await answer(0, page(3, 5))
    expect(offsets()).toEqual([3, 4, 5, 6])
    expect(log.getState()).toMatchObject({ status: 'ready', hasOlder: true, error: null })
  })

  it('asks again for a page that was asked for before the channel was attached', async () => {
    const { channel, log, session, tell, page, answer, offsets } = setup()
    void log.load(3)
    await settled()
    channel.lease()
    session.attached('room', at(5))
    tell(6, 6)
    await answer(0, page(1, 3))
    expect(session.histories[1]?.question).toMatchObject({ before: at(6) })
    await answer(1, page(3, 5))
    expect(offsets()).toEqual([3, 4, 5, 6])
  })

  it('asks again, once the channel is attached, for a page that was empty before', async () => {
    const { channel, log, session, tell, page, answer, offsets } = setup()
    void log.load(3)
    await settled()
    await answer(0, page(1, 0, null))
    expect(log.getState()).toMatchObject({ status: 'ready', messages: [], hasOlder: false })
    channel.lease()
    session.attached('room', at(1))
    await settled()
    tell(2, 2)
    expect(session.histories[1]?.question).toEqual({ limit: 3, direction: 'backwards', until: at(1) })
    await answer(1, page(1, 1, null))
    expect(offsets()).toEqual([1, 2])
    expect(log.getState()).toMatchObject({ status: 'ready', hasOlder: false, isFetchingOlder: false })
    session.attached('room', at(2), true)
    await settled()
    expect(session.histories).toHaveLength(2)
  })

  it('says that there is more when what came after an empty page could not be had', async () => {
    const { channel, log, session, page, answer, world } = setup()
    void log.load(3)
    await settled()
    await answer(0, page(1, 0, null))
    channel.lease()
    session.attached('room', at(1))
    await settled()
    session.histories[1]?.refuse(new RealtimeError({ code: 'timeout', message: 'Not now.', retryable: true }))
    await settled()
    await world.clock.advance(20)
    expect(log.getState()).toMatchObject({ status: 'ready', hasOlder: true, fetchOlderError: { code: 'timeout' } })
    session.attached('room', at(1), true)
    await settled()
    await answer(2, page(1, 1, null))
    expect(log.getState()).toMatchObject({ hasOlder: false, fetchOlderError: null, messages: [{ id: 'm1' }] })
  })

  it('does not join a page to a log whose old end has moved away meanwhile', async () => {
    const { channel, log, session, tell, page, answer, offsets } = setup({ keepMessages: 5 })
    channel.lease()
    session.attached('room', at(5))
    void log.load(3)
    await settled()
    tell(6, 16)
    await answer(0, page(3, 5))
    expect(offsets()).toEqual([12, 13, 14, 15, 16])
    expect(log.getState()).toMatchObject({ status: 'ready', hasOlder: true })
    void log.fetchOlder(3)
    await settled()
    expect(session.histories[1]?.question).toMatchObject({ before: at(12) })
  })

  it('loads its first page once for all who ask', async () => {
    const { channel, log, session, page, answer } = setup()
    channel.lease()
    session.attached('room', at(5))
    const loads = Promise.all([log.load(), log.load(), log.fetchOlder()])
    await settled()
    await answer(0, page(1, 5, null))
    await loads
    await log.load()
    expect(session.histories).toHaveLength(1)
    expect(log.getState()).toMatchObject({ status: 'ready', hasOlder: false })
  })

  it('is ready, not loading, when there is nothing', async () => {
    const { channel, log, session, page, answer } = setup()
    channel.lease()
    session.attached('room', at(0))
    void log.load()
    await settled()
    await answer(0, page(1, 0, null))
    expect(log.getState()).toMatchObject({ status: 'ready', messages: [], hasOlder: false })
  })

  it('fetches older pages one at a time, from its oldest message', async () => {
    const { channel, log, session, page, answer, offsets } = setup()
    channel.lease()
    session.attached('room', at(9))
    void log.load(2)
    await settled()
    await answer(0, page(8, 9))
    const fetches = [log.fetchOlder(2), log.fetchOlder(2), log.fetchOlder(2)]
    await settled()
    expect(session.histories).toHaveLength(2)
    expect(session.histories[1]?.question).toEqual({ limit: 2, direction: 'backwards', before: at(8) })
    expect(log.getState().isFetchingOlder).toBe(true)
    await answer(1, page(6, 7, null))
    await Promise.all(fetches)
    expect(offsets()).toEqual([6, 7, 8, 9])
    expect(log.getState()).toMatchObject({ isFetchingOlder: false, hasOlder: false })
    await log.fetchOlder()
    expect(session.histories).toHaveLength(2)
  })

  it('shows a page when the wait for it ends, also right after another notification', async () => {
    const { channel, log, session, page, offsets } = setup()
    channel.lease()
    session.attached('room', at(9))
    const loading = log.load(2)
    await settled()
    session.histories[0]?.answer(page(8, 9))
    await loading
    expect(offsets()).toEqual([8, 9])
    const fetching = log.fetchOlder(2)
    await settled()
    session.histories[1]?.answer(page(6, 7))
    await fetching
    expect(offsets()).toEqual([6, 7, 8, 9])
  })

  it('keeps what is there when an older page fails, and asks for the same page next time', async () => {
    const { channel, log, session, page, answer, offsets, world } = setup()
    channel.lease()
    session.attached('room', at(9))
    void log.load(2)
    await settled()
    await answer(0, page(8, 9))
    const fetching = log.fetchOlder(2)
    await settled()
    const failure = new RealtimeError({ code: 'timeout', message: 'late', retryable: true })
    session.histories[1]?.refuse(failure)
    await fetching
    await world.clock.advance(20)
    expect(log.getState()).toMatchObject({ status: 'ready', fetchOlderError: failure, isFetchingOlder: false })
    expect(offsets()).toEqual([8, 9])
    void log.fetchOlder(2)
    await settled()
    expect(session.histories[2]?.question).toEqual(session.histories[1]?.question)
    await answer(2, page(6, 7))
    expect(log.getState().fetchOlderError).toBeNull()
  })

  it('says why the first page could not be had, and loads it when asked again', async () => {
    const { channel, log, session, page, answer, world, tell, offsets } = setup()
    channel.lease()
    session.attached('room', at(5))
    const loading = log.load()
    await settled()
    session.histories[0]?.refuse(new RealtimeError({ code: 'forbidden', message: 'no' }))
    await loading
    tell(6, 6)
    await world.clock.advance(20)
    expect(log.getState()).toMatchObject({ status: 'error', error: { code: 'forbidden' } })
    expect(offsets()).toEqual([6])
    void log.load()
    await settled()
    await answer(1, page(5, 5, null))
    expect([log.getState().status, offsets()]).toEqual(['ready', [5, 6]])
  })

  it('shows the reason when the channel cannot be attached', async () => {
    const { channel, log, session, world } = setup()
    channel.lease()
    const loading = log.load()
    session.attaches[0]?.refuse(new RealtimeError({ code: 'forbidden', message: 'no' }))
    await loading
    await world.clock.advance(20)
    expect(log.getState()).toMatchObject({ status: 'error', error: { code: 'forbidden' } })
  })

  it('keeps 500 at the end, brings dropped ones back once, and keeps more while paged back', async () => {
    const { channel, log, session, tell, page, answer, offsets, world } = setup({ keepMessages: 10 })
    channel.lease()
    session.attached('room', at(0))
    void log.load()
    await settled()
    await answer(0, page(1, 0, null))
    tell(1, 15)
    await world.clock.advance(20)
    expect([offsets()[0], log.getState().hasOlder]).toEqual([6, true])
    void log.fetchOlder(5)
    await settled()
    await answer(1, page(1, 5, null))
    expect([offsets(), log.getState().hasOlder]).toEqual([Array.from({ length: 15 }, (_, index) => index + 1), false])
    tell(16, 30)
    await world.clock.advance(20)
    expect(offsets()).toHaveLength(30)
  })

  it('resumes after a page that was read before the channel was attached', async () => {
    const { channel, log, session, page, answer } = setup()
    void log.load()
    await settled()
    expect(session.histories[0]?.question).toEqual({ limit: 50, direction: 'backwards' })
    await answer(0, page(3, 5))
    channel.lease()
    expect(session.attaches[0]?.question.since).toEqual(at(5))
  })

  it('builds one snapshot for a burst, and the same one while nothing changes', async () => {
    const { channel, log, session, tell, world } = setup()
    channel.lease()
    session.attached('room', at(0))
    await world.clock.advance(100)
    let told = 0
    log.subscribe(() => (told += 1))
    for (let frame = 1; frame <= 50; frame += 1) tell(frame, frame)
    await world.clock.advance(100)
    expect(told).toBe(2)
    const before = log.getState()
    await world.clock.advance(1_000)
    expect(log.getState()).toBe(before)
  })
})

describe('history', () => {
  it('reads page by page, as an iterable too, and asks no further once broken off', async () => {
    const { channel, session, page } = setup()
    const reading = channel.history({ limit: 2, start: new Date(5), end: 9 })
    await settled()
    expect(session.histories[0]?.question).toMatchObject({ limit: 2, direction: 'backwards', start: 5, end: 9 })
    session.histories[0]?.answer(page(3, 4))
    const first = await reading
    expect([first.items.map(({ id }) => id), first.hasNext()]).toEqual([['m4', 'm3'], true])
    const ids: string[] = []
    const walking = (async () => {
      for await (const message of first) {
        ids.push(message.id)
        if (message.id === 'm2') break
      }
    })()
    await settled()
    session.histories[1]?.answer(page(1, 2))
    await walking
    expect(ids).toEqual(['m4', 'm3', 'm2'])
    expect(session.histories).toHaveLength(2)
  })

  it('ends with null, and with untilAttach ends where listeners began to receive messages', async () => {
    const { channel, session, page } = setup()
    channel.lease()
    session.attached('room', at(4))
    const reading = channel.history({ untilAttach: true })
    await settled()
    expect(session.histories[0]?.question.until).toEqual(at(4))
    session.histories[0]?.answer(page(1, 4, null))
    const last = await reading
    await expect(last.next()).resolves.toBeNull()
  })

  it('says after 10 s that nothing could be loaded while the channel is suspended, and loads when it is attached', async () => {
    const { channel, log, session, page, world, answer } = setup()
    channel.lease()
    const loading = log.load(2)
    await world.clock.advance(10_000)
    await loading
    await world.clock.advance(20)
    expect(log.getState()).toMatchObject({ status: 'error', error: { code: 'timeout', retryable: true } })
    session.attached('room', at(5))
    await world.clock.advance(20)
    expect(log.getState()).toMatchObject({ status: 'pending', error: null })
    await answer(0, page(4, 5, null))
    expect(log.getState()).toMatchObject({ status: 'ready', error: null })
  })

  it('says after 10 s that no older page could be had while the channel is suspended', async () => {
    const { channel, log, session, page, world, answer, client } = setup()
    channel.lease()
    session.attached('room', at(5))
    void log.load(2)
    await settled()
    await answer(0, page(4, 5))
    session.emit({ type: 'channel', channel: 'room', state: { status: 'attaching' } })
    const fetching = log.fetchOlder()
    await world.clock.advance(10_000)
    await fetching
    await world.clock.advance(20)
    expect(log.getState().fetchOlderError).toMatchObject({ code: 'timeout', retryable: true })
    await client.close()
  })

  it('reads what waited in the socket before it gives up on an attach after the machine slept', async () => {
    const { channel, log, session, page, world, answer } = setup()
    channel.lease()
    void log.load(2)
    await settled()
    world.clock.sleep(60_000)
    await world.clock.advance(100)
    session.attached('room', at(5))
    await world.clock.advance(1_000)
    await answer(0, page(4, 5, null))
    expect(log.getState()).toMatchObject({ status: 'ready', error: null })
  })

  it.each<[string, (world: ReturnType<typeof setup>) => Promise<void>]>([
    [
      'was refused',
      async ({ session }) => session.refuse('room', new RealtimeError({ code: 'forbidden', message: 'no' })),
    ],
    ['was left by a closed connection', async ({ client }) => client.connection.close()],
  ])('loads its first page after all when the channel %s and comes back', async (_, stop) => {
    const world = setup()
    const { channel, log, client, adapter, page } = world
    channel.lease()
    const loading = log.load(2)
    await stop(world)
    await loading
    await world.world.clock.advance(20)
    expect(log.getState().status).toBe('error')
    client.connection.connect()
    adapter.session.connected()
    adapter.session.emit({ type: 'token' })
    adapter.session.grant('room', at(5))
    await settled()
    adapter.session.histories[0]?.answer(page(4, 5, null))
    await world.world.clock.advance(20)
    expect(log.getState()).toMatchObject({ status: 'ready', error: null })
  })

  it('is loading again, without the error of before, when it is asked again', async () => {
    const { channel, log, session, world } = setup()
    channel.lease()
    session.attached('room', at(5))
    void log.load()
    await settled()
    session.histories[0]?.refuse(new RealtimeError({ code: 'forbidden', message: 'no' }))
    await world.clock.advance(20)
    expect(log.getState().status).toBe('error')
    void log.load()
    await world.clock.advance(20)
    expect(log.getState()).toMatchObject({ status: 'pending', error: null })
  })

  it('fetches no older pages once it is full, and goes on when more may be kept', async () => {
    const older = { limit: 5_000, direction: 'backwards' } as const
    for (const [keepMessages, hasOlder] of [
      [500, false],
      [8_000, true],
    ] as const) {
      const { channel, log, session, page, answer } = setup({ keepMessages })
      channel.lease()
      session.attached('room', at(9_000))
      void log.load(500)
      await settled()
      await answer(0, page(8_501, 9_000, older))
      void log.fetchOlder(5_000)
      await settled()
      await answer(1, page(3_501, 8_500, older))
      expect(log.getState().hasOlder).toBe(hasOlder)
      void log.fetchOlder(100)
      await settled()
      expect(session.histories.length > 2).toBe(hasOlder)
    }
  })

  it('reads history up to the attach that is under way, and not without one', async () => {
    const { client, channel, session, world } = setup()
    const reading = channel.attach().then(() => channel.history({ untilAttach: true }))
    const early = channel.history({ untilAttach: true })
    await settled()
    expect(session.histories).toHaveLength(0)
    session.grant('room', at(5))
    await settled()
    expect(session.histories.map(({ question }) => question.until)).toEqual([at(5), at(5)])
    for (const request of session.histories) request.answer({ items: [], next: null, complete: true })
    await Promise.all([reading, early])
    const never = client.channel('never').history({ untilAttach: true })
    await expect(never).rejects.toMatchObject({
      code: 'invalid_argument',
      hint: expect.stringContaining('attach') as string,
    })
    const later = expect(
      client
        .channel('later')
        .history({ untilAttach: true })
        .catch((error: unknown) => error),
    ).resolves.toBeDefined()
    await world.clock.advance(10_000)
    await later
  })

  it('refuses a history query that no service could read', async () => {
    const { channel, session } = setup()
    for (const query of [{ limit: 0 }, { limit: 1.5 }, { start: NaN }, { end: new Date(NaN) }, { start: -1 }]) {
      await expect(channel.history(query)).rejects.toMatchObject({ code: 'invalid_argument' })
    }
    expect(session.histories).toHaveLength(0)
  })

  it('ends the walk through history when its signal aborts', async () => {
    const { channel, session, page } = setup()
    const end = new AbortController()
    const asking = channel.history({ signal: end.signal })
    await settled()
    session.histories[0]?.answer(page(8, 9))
    const walked: unknown[] = []
    const walk = async (): Promise<void> => {
      for await (const { data } of await asking) {
        walked.push(data)
        end.abort()
      }
    }
    await expect(walk()).rejects.toMatchObject({ name: 'AbortError' })
    expect([walked, session.histories.length]).toEqual([[9, 8], 1])
  })
})
