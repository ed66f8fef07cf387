import type { PublishOutcome } from '@herenow/adapter'
import { RealtimeError } from '@herenow/adapter'
import { createTestEnv, receivedMessage, scriptedAdapter, settled, silentLogger } from '@herenow/testing'
import { describe, expect, it } from 'vitest'
import { createClient } from '../client/create-client.ts'

const at = (offset: number) => ({ epoch: 'e', offset })
const away = new RealtimeError({ code: 'connection_closed', message: 'gone', retryable: true, outcome: 'unknown' })
const stored = (offset: number, duplicate = false): PublishOutcome => ({
  position: at(offset),
  timestamp: 5,
  duplicate,
})

function setup() {
  const world = createTestEnv()
  const adapter = scriptedAdapter()
  const client = createClient({ adapter, clientId: 'ana', env: world.env, log: silentLogger })
  const channel = client.channel('room')
  client.connection.connect()
  const { session } = adapter
  const heard: string[] = []
  channel.subscribe(({ id }) => heard.push(id))
  const drop = (): void =>
    session.emit({ type: 'connection', state: { status: 'disconnected', reason: away, attempt: 0, retryAt: null } })
  /** The service tells everybody of the message with this id. */
  const broadcast = (id: string, offset: number): void =>
    session.emit({ type: 'message', channel: 'room', message: receivedMessage(offset, { id, data: id }) })
  const sent = (): unknown[][] => session.publishes.map(({ question }) => question.map(({ data }) => data))
  const log = async (): Promise<readonly string[]> => {
    await world.clock.advance(20)
    return channel.log.getState().messages.map(({ id, status, position }) => `${id} ${status} ${position?.offset}`)
  }
  return { world, client, channel, session, heard, drop, broadcast, sent, log }
}

function attached() {
  const all = setup()
  all.session.connected()
  all.channel.lease()
  all.session.attached('room', at(0))
  return all
}

describe('a message of ours that everybody is told of', () => {
  it('is sent at its position before the answer comes, and the answer alone settles the publish', async () => {
    const { channel, session, broadcast, heard, log } = attached()
    let settlements = 0
    const publishing = channel.publish('said', 'x', { id: 'x' }).finally(() => (settlements += 1))
    broadcast('x', 1)
    expect([await log(), settlements]).toEqual([['x sent 1'], 0])
    session.publishes[0]?.answer([stored(1)])
    await expect(publishing).resolves.toMatchObject({ position: at(1), duplicate: false })
    expect([await log(), heard, settlements]).toEqual([['x sent 1'], ['x'], 1])
  })

  it('stays where its receipt put it when the connection drops, and merges with its replay', async () => {
    const { channel, session, drop, broadcast, heard, log } = attached()
    const publishing = channel.publish('said', 'x', { id: 'x' })
    session.publishes[0]?.answer([stored(2)])
    await publishing
    drop()
    expect(await log()).toEqual(['x sent 2'])
    session.connected()
    session.attached('room', at(0), true)
    broadcast('m1', 1)
    broadcast('x', 2)
    expect([await log(), heard]).toEqual([
      ['m1 sent 1', 'x sent 2'],
      ['m1', 'x'],
    ])
  })

  it('is sent when a page of history holds it, and a duplicate afterwards changes nothing', async () => {
    const { channel, session, drop, log } = attached()
    const publishing = channel.publish('said', 'x', { id: 'x' })
    drop()
    session.publishes[0]?.answer([{ error: away }])
    await settled()
    void channel.log.load()
    session.connected()
    session.attached('room', at(0), true)
    await settled()
    session.histories[0]?.answer({ items: [receivedMessage(1, { id: 'x' })], next: null, complete: true })
    await settled()
    expect(await log()).toEqual(['x sent 1'])
    session.publishes[1]?.answer([stored(1, true)])
    await expect(publishing).resolves.toMatchObject({ duplicate: true })
    expect(await log()).toEqual(['x sent 1'])
  })
})

describe('the outbox while not connected', () => {
  it('takes a hundred messages and 256 KiB of a channel by default, and fails the next alone', async () => {
    const byCount = setup()
    for (let data = 1; data <= 100; data += 1) void byCount.channel.publish('said', data)
    await expect(byCount.channel.publish('said', 101)).rejects.toMatchObject({ code: 'queue_full' })
    byCount.session.connected()
    expect(byCount.sent().flat()).toHaveLength(100)

    const byBytes = setup()
    const large = 'x'.repeat(60_000)
    for (let count = 0; count < 4; count += 1) void byBytes.channel.publish('said', large)
    await expect(byBytes.channel.publish('said', large)).rejects.toMatchObject({ code: 'queue_full' })
    byBytes.session.connected()
    expect(byBytes.sent().flat()).toHaveLength(4)
  })

  it('leaves before what a listener of the connection publishes as soon as it stands, and nothing leaves twice', () => {
    const { client, channel, session, sent } = setup()
    client.connection.on('connected', () => void channel.publish('said', 'last'))
    for (let data = 1; data <= 100; data += 1) void channel.publish('said', data)
    session.connected()
    const left = sent().flat()
    expect([left[0], left[99], left.at(-1), left.length]).toEqual([1, 100, 'last', 101])
  })

  it('outlives a connection that is lost for long, until its own time is over', async () => {
    const { world, channel, session, drop, sent } = setup()
    session.connected()
    drop()
    const publishing = channel.publish('said', 'x')
    await world.clock.advance(50_000)
    session.connected()
    expect(sent()).toEqual([['x']])
    session.publishes[0]?.answer([stored(1)])
    await expect(publishing).resolves.toMatchObject({ position: at(1) })
  })
})
