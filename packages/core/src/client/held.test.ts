import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { createTestEnv, scriptedAdapter, settled, silentLogger } from '@herenow/testing'
import { describe, expect, it } from 'vitest'
import type { Channel } from '../channel/channel.ts'
import { occupancyView } from '../occupancy/create-occupancy-view.ts'
import { createClient } from './create-client.ts'

setFlagsFromString('--expose-gc')
const collect: () => void = runInNewContext('gc')

/** Collects what nobody holds; in several turns, as weak references live until the end of one. */
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
  /** Does something with each of 100 channels, and says how many are left after a collection. */
  const left = async (use: (channel: Channel, index: number) => unknown): Promise<number> => {
    const once = (index: number): WeakRef<Channel> => {
      const channel = client.channel(`room:${index}`)
      use(channel, index)
      return new WeakRef(channel)
    }
    const known = Array.from({ length: 100 }, (_, index) => once(index))
    await settled()
    await clock.advance(2_000)
    await collected()
    return known.filter((channel) => channel.deref()).length
  }
  return { client, clock, session: adapter.session, left }
}

describe('a client holds', () => {
  it('no channel that was only looked up', async () => {
    expect(await setup().left(() => {})).toBe(0)
  })

  it('no channel that was only published to, once that is confirmed', async () => {
    const { left, session } = setup()
    const publish = (channel: Channel, index: number): void => {
      void channel.publish('said', 1)
      session.publishes[index]?.answer([{ position: null, timestamp: 1, duplicate: false }])
    }
    expect(await left(publish)).toBe(0)
  })

  it('no channel whose signal could not be sent, or whose listener is gone', async () => {
    expect(
      await setup().left((channel) => {
        void channel.signal('wave', 1)
        channel.subscribe(() => {})()
        channel.presence.members.subscribe(() => {})()
      }),
    ).toBe(0)
  })

  it('the last twenty channels that were left, for those who come back', async () => {
    expect(await setup().left((channel) => channel.lease()())).toBe(20)
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
    expect(await setup().left(use)).toBe(100)
  })

  it('no view of occupancy that a render made and never leased', async () => {
    const { client } = setup()
    const make = (index: number): WeakRef<object> => new WeakRef(occupancyView(client, { channels: [`${index}`] }))
    const views = Array.from({ length: 100 }, (_, index) => make(index))
    await collected()
    expect(views.filter((view) => view.deref())).toHaveLength(0)
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
