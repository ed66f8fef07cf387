import type { Capabilities } from '@herenow/adapter'
import { createTestEnv, receivedMessage, scriptedAdapter, settled } from '@herenow/testing'
import { describe, expect, it } from 'vitest'
import { createClient } from '../client/create-client.ts'

const at = (offset: number) => ({ epoch: 'e', offset })

async function setup(most: Partial<Capabilities>) {
  const adapter = scriptedAdapter(most)
  const world = createTestEnv()
  const client = createClient({ adapter, clientId: 'ana', env: world.env, keepMessages: 3 })
  const channel = client.channel('room')
  channel.lease()
  const loading = channel.log.fetchOlder()
  adapter.session.connected()
  await settled()
  const { session } = adapter
  const attached = async (capabilities?: Partial<Capabilities>): Promise<void> => {
    session.emit({ type: 'attached', channel: 'room', position: at(0), recovered: false, capabilities })
    await settled()
    await world.clock.advance(20)
  }
  return { world, session, channel, loading, attached }
}

describe.each<Capabilities['history']>(['forward', 'none'])('the log of a service with history: %s', (history) => {
  it('begins at the attach, and asks for no page', async () => {
    const { session, channel, loading, attached } = await setup({ history })
    await attached()
    await loading
    expect(channel.log.getState()).toMatchObject({ status: 'ready', error: null, hasOlder: false, messages: [] })
    expect(session.histories).toEqual([])
  })

  it('offers nothing older, also when it has let go of messages', async () => {
    const { world, session, channel, attached } = await setup({ history })
    await attached()
    for (let offset = 1; offset <= 9; offset += 1) {
      session.emit({
        type: 'message',
        channel: 'room',
        message: receivedMessage(offset, { epoch: 'e' }),
      })
    }
    await world.clock.advance(20)
    expect(channel.log.getState().messages).toHaveLength(3)
    expect(channel.log.getState().hasOlder).toBe(false)
  })

  it('is read once the service can do that', async () => {
    const { session, channel, attached } = await setup({ history })
    await attached()
    await attached({ history: 'full' })
    expect(session.histories).toHaveLength(1)
    expect(channel.log.getState().status).toBe('pending')
  })
})
