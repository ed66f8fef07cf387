import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { createTestEnv, scriptedAdapter, settled, silentLogger } from '@herenow/testing'
import { describe, expect, it } from 'vitest'
import type { Channel } from '../channel/channel.ts'
import { occupancyView } from '../occupancy/create-occupancy-view.ts'
import { createClient } from './create-client.ts'

setFlagsFromString('--expose-gc')
const collect: () => void = runInNewContext('gc')

/**
 * Collects what nobody holds; in several turns, as weak references live until the end of one. The engine may keep
 * something a while longer, for a function that it compiles beside: who waits for a count asks again.
 */
async function collected(): Promise<void> {
  for (let round = 0; round < 3; round += 1) {
    await new Promise((resolve) => setImmediate(resolve))
    collect()
  }
}

function setup() {
  const { env, clock } = createTestEnv()
  const adapter = scriptedAdapter()
  const client = createClient({ adapter, clientId: 'ana', env, log: silentLogger })
  client.connection.connect()
  adapter.session.connected()
  /** Does something with each of 100 channels. Returns what says how many are left after a collection. */
  const left = async (use: (channel: Channel, index: number) => unknown): Promise<() => Promise<number>> => {
    const once = (index: number): WeakRef<Channel> => {
      const channel = client.channel(`room:${index}`)
      use(channel, index)
      return new WeakRef(channel)
    }
    const known = Array.from({ length: 100 }, (_, index) => once(index))
    await settled()
    await clock.advance(2_000)
    return async () => {
      await collected()
      return known.filter((channel) => channel.deref()).length
    }
  }
  return { client, clock, session: adapter.session, left }
}

/** Waits until so many are left; more than that must be let go, fewer never come back. */
const untilLeft = (left: () => Promise<number>) => expect.poll(left, { timeout: 10_000 })

describe('a client holds', () => {
  it('no channel that was only looked up', async () => {
    await untilLeft(await setup().left(() => {})).toBe(0)
  })

  it('no channel that was only published to, once that is confirmed', async () => {
    const { left, session } = setup()
    const publish = (channel: Channel, index: number): void => {
      void channel.publish('said', 1)
      session.publishes[index]?.answer([{ position: null, timestamp: 1, duplicate: false }])
    }
    await untilLeft(await left(publish)).toBe(0)
  })

  it('no channel whose signal could not be sent, or whose listener is gone', async () => {
    const left = await setup().left((channel) => {
      void channel.signal('wave', 1)
      channel.subscribe(() => {})()
      channel.presence.members.subscribe(() => {})()
    })
    await untilLeft(left).toBe(0)
  })

  it('the last twenty channels that were left, for those who come back', async () => {
    await untilLeft(await setup().left((channel) => channel.lease()())).toBe(20)
  })

  it.each<[string, (channel: Channel) => unknown]>([
    ['is leased', (channel) => channel.lease()],
    ['is attached by hand', (channel) => void channel.attach()],
    ['is listened to', (channel) => channel.subscribe(() => {})],
    ['has its state followed', (channel) => channel.state.subscribe(() => {})],
    ['has a message under way', (channel) => void channel.publish('said', 1)],
    ['has our presence', (channel) => void channel.presence.enter()],
    ['has a failed message', (channel) => (void channel.publish('said', 1, { id: 'x' }), channel)],
  ])('every channel that %s', async (_, use) => {
    await untilLeft(await setup().left(use)).toBe(100)
  })

  it('no view of occupancy that a render made and never leased', async () => {
    const { client } = setup()
    const make = (index: number): WeakRef<object> => new WeakRef(occupancyView(client, { channels: [`${index}`] }))
    const views = Array.from({ length: 100 }, (_, index) => make(index))
    const left = async (): Promise<number> => {
      await collected()
      return views.filter((view) => view.deref()).length
    }
    await untilLeft(left).toBe(0)
  })

  it('every view of occupancy that is leased, so that equal queries share it', async () => {
    const { client, session } = setup()
    occupancyView(client, { channels: ['a'] }).lease()
    await collected()
    occupancyView(client, { channels: ['a'] }).lease()
    await settled()
    expect(session.hereNows).toHaveLength(1)
  })
})
