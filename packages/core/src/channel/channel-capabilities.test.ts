import type { Capabilities } from '@herenow/adapter'
import { createTestEnv, receivedMessage, scriptedAdapter, settled } from '@herenow/testing'
import { describe, expect, it } from 'vitest'
import { createClient } from '../client/create-client.ts'

const at = (offset: number) => ({ epoch: 'e', offset })

function setup(most: Partial<Capabilities> = {}) {
  const adapter = scriptedAdapter(most)
  const client = createClient({ adapter, clientId: 'ana', env: createTestEnv().env })
  client.connection.connect()
  const channel = client.channel('room')
  return {
    adapter,
    client,
    channel,
    connect: (capabilities?: Partial<Capabilities>) =>
      adapter.session.emit({
        type: 'connection',
        state: { status: 'connected', connectionId: 'c1', clientId: 'ana', info: null, capabilities },
      }),
    attached: (capabilities?: Partial<Capabilities>) =>
      adapter.session.emit({ type: 'attached', channel: 'room', position: at(0), recovered: false, capabilities }),
  }
}

describe('what can be done in a channel', () => {
  it('is what the adapter says, until the service says better', () => {
    const { adapter, client, channel, connect } = setup()
    expect(channel.capabilities.getState()).toBe(adapter.capabilities)
    connect({ signals: false })
    expect([client.capabilities.signals, channel.capabilities.getState().signals]).toEqual([false, false])
  })

  it('is told once to those who listen, and only what has changed', () => {
    const { channel, connect, attached } = setup()
    const heard: unknown[] = []
    channel.capabilities.subscribe(({ history, signals }) => heard.push([history, signals]))
    connect({ signals: false })
    connect({ signals: false })
    void channel.attach()
    attached({ history: 'none' })
    attached({ history: 'none' })
    expect(heard).toEqual([
      ['full', false],
      ['none', false],
    ])
  })

  it('may differ from channel to channel', () => {
    const { client, channel, connect, attached } = setup()
    connect()
    void channel.attach()
    attached({ presence: 'none' })
    expect(channel.capabilities.getState().presence).toBe('none')
    expect(client.channel('hall').capabilities.getState().presence).not.toBe('none')
    expect(client.capabilities.presence).not.toBe('none')
  })

  it('is what holds for the service again, after an attach that says nothing of the channel', () => {
    const { adapter, channel, connect, attached } = setup()
    connect()
    void channel.attach()
    attached({ history: 'none' })
    attached()
    expect(channel.capabilities.getState()).toEqual(adapter.capabilities)
  })

  it('decides whether a gap is healed: without history it is declared at once', () => {
    const { adapter, channel, connect, attached } = setup()
    const gaps: unknown[] = []
    connect()
    void channel.attach()
    channel.onGap((gap) => gaps.push(gap))
    attached({ history: 'none' })
    adapter.session.emit({ type: 'message', channel: 'room', message: receivedMessage(1) })
    adapter.session.emit({ type: 'gap', channel: 'room', position: at(5) })
    expect([gaps.length, adapter.session.histories.length]).toEqual([1, 0])
  })

  it('refuses presence where only the attach tells that there is none', async () => {
    const { channel, connect, attached } = setup({
      presence: { state: false, connections: true, enter: 'with-attach' },
    })
    connect()
    const entering = expect(channel.presence.enter()).rejects.toMatchObject({ code: 'unsupported' })
    attached({ presence: 'none' })
    await settled()
    await entering
    expect(channel.presence.members.getState()).toMatchObject({ status: 'error', error: { code: 'unsupported' } })
  })

  it('sets the size of what may be published', async () => {
    const { channel, connect, attached } = setup()
    connect()
    void channel.attach()
    attached({ maxMessageBytes: 10 })
    await expect(channel.publish('said', 'longer than ten')).rejects.toMatchObject({ code: 'message_too_large' })
  })
})
