import type { AdapterEvent, OutgoingMessage, ReceivedMessage } from '@herenow/adapter'
import type { InboundMessage, PresenceMessage } from 'ably'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { nativeClient } from '../test-support/native-client.ts'
import type { Person } from '../test-support/people.ts'
import { join, plain, watching } from '../test-support/people.ts'
import type { StandIn } from '../test-support/stand-in/stand-in.ts'
import { startStandIn } from '../test-support/stand-in/stand-in.ts'
import { key } from '../test-support/tokens.ts'

// On the other side: the SDK without the kit.

let standIn: StandIn
beforeAll(async () => {
  standIn = await startStandIn({ keys: [key] })
})
afterAll(() => standIn.stop())

const outgoing = (id: string, data: unknown, more: Partial<OutgoingMessage> = {}): OutgoingMessage => ({
  id,
  name: 'said',
  data,
  meta: null,
  store: true,
  ttl: null,
  ...more,
})

function heard({ recorder }: Person, count: number): Promise<readonly ReceivedMessage[]> {
  return recorder.until(`${count} messages`, () => {
    const messages = recorder.of('message').map(({ message }) => message)
    return messages.length >= count ? messages : undefined
  })
}

describe('a client of Ably without the kit', () => {
  it('is heard, live and from history, as one message', async () => {
    const [ana, bob] = [await join(standIn.port, 'ana'), await nativeClient(standIn.port, 'bob')]
    await ana.session.attach('one', plain)
    const extras = { headers: { language: 'de', urgent: true } }
    await bob.channels.get('one').publish({ name: 'greeting', data: { text: 'Hallo' }, extras })
    await bob.channels.get('one').publish({ data: 'plain' })
    const [named, bare] = await heard(ana, 2)
    expect(named).toMatchObject({
      id: expect.stringMatching(/./),
      name: 'greeting',
      data: { text: 'Hallo' },
      meta: { language: 'de', urgent: true },
      clientId: 'bob',
      connectionId: bob.connection.id,
      info: null,
    })
    expect(bare).toMatchObject({ name: 'message', data: 'plain', meta: null })
    const { items } = await ana.session.history('one', { limit: 10, direction: 'forwards' })
    expect(items).toEqual([named, bare])
  })

  it('is not heard where Ably itself speaks, neither live nor from history', async () => {
    const [ana, bob] = [await join(standIn.port, 'ana'), await nativeClient(standIn.port, 'bob')]
    await ana.session.attach('meta', plain)
    await bob.channels.get('meta').publish('[meta]occupancy', 'x')
    await bob.channels.get('meta').publish('said', 'hello')
    const [first] = await heard(ana, 1)
    const { items } = await ana.session.history('meta', { limit: 10, direction: 'forwards' })
    expect([first?.data, items.map(({ data }) => data)]).toEqual(['hello', ['hello']])
  })

  it('may be a back end', async () => {
    const ana = await join(standIn.port, 'ana')
    await ana.session.attach('back-end', plain)
    const client = await nativeClient(standIn.port, null)
    await client.request('post', '/channels/back-end/messages', 3, null, { name: 'ordered', data: 'x' }, {})
    expect((await heard(ana, 1))[0]).toMatchObject({ name: 'ordered', data: 'x', clientId: '', connectionId: null })
  })

  it('reads what is published as its users expect', async () => {
    const [ana, bob] = [await join(standIn.port, 'ana'), await nativeClient(standIn.port, 'bob')]
    const received: InboundMessage[] = []
    await bob.channels.get('two').subscribe((message) => void received.push(message))
    const meta = { mood: 'good', stars: 5, tags: ['a'] }
    await ana.session.publish('two', [
      outgoing('m-1', { text: 'Hi' }, { meta }),
      outgoing('m-2', 7),
      outgoing('m-3', null),
      outgoing('m-4', ['a']),
    ])
    await vi.waitFor(() => expect(received).toHaveLength(4))
    expect(received[0]).toMatchObject({
      id: 'm-1',
      name: 'said',
      data: { text: 'Hi' },
      clientId: 'ana',
      extras: { headers: { mood: 'good', stars: 5 } },
    })
    expect(received.slice(1).map(({ data }) => data as unknown)).toEqual([7, undefined, ['a']])
    expect(received[1]?.extras).toBeUndefined()
  })

  it('sends and gets signals as ephemeral messages', async () => {
    const [ana, bob] = [await join(standIn.port, 'ana'), await nativeClient(standIn.port, 'bob')]
    await ana.session.attach('signals', plain)
    const received: InboundMessage[] = []
    await bob.channels.get('signals').subscribe((message) => void received.push(message))
    await bob.channels.get('signals').publish({ name: 'typing', data: 'yes', extras: { ephemeral: true } })
    await ana.session.signal('signals', 'typing', true)
    const signals = await ana.recorder.until('both', () => {
      const all = ana.recorder.of('signal').map(({ signal }) => signal)
      return all.length === 2 ? all : undefined
    })
    expect(signals).toMatchObject([
      { name: 'typing', data: 'yes', clientId: 'bob' },
      { name: 'typing', data: true, clientId: 'ana' },
    ])
    await vi.waitFor(() => expect(received).toHaveLength(2))
    expect(received[1]).toMatchObject({ name: 'typing', data: true, extras: { ephemeral: true } })
    expect(ana.recorder.of('message')).toEqual([])
  })

  it('sees, and is seen, in presence', async () => {
    const info = { name: 'Ana' }
    const [ana, bob] = [await join(standIn.port, 'ana', info), await nativeClient(standIn.port, 'bob')]
    const channel = bob.channels.get('presence')
    const told: PresenceMessage[] = []
    await channel.presence.subscribe((change) => void told.push(change))
    await channel.presence.enter({ status: 'busy' })
    await ana.session.attach('presence', watching)
    await ana.session.presence.enter('presence', { status: 'here' })
    await channel.presence.update({ status: 'back' })
    await channel.presence.leave()
    const story = await ana.recorder.until('the leave', () => {
      const events = ana.recorder.of('presence')
      return events.at(-1)?.action === 'leave' ? events : undefined
    })
    expect(ana.recorder.of('presence-snapshot')[0]?.connections).toMatchObject([
      { clientId: 'bob', state: { status: 'busy' }, info: null },
    ])
    expect(
      story.map(({ action, connection: { clientId, state, info: shown } }) => [action, clientId, state, shown]),
    ).toEqual([
      ['enter', 'ana', { status: 'here' }, info],
      ['update', 'bob', { status: 'back' }, null],
      ['leave', 'bob', { status: 'back' }, null],
    ])
    expect(told.find(({ clientId }) => clientId === 'ana')?.data).toEqual({ status: 'here', herenow: { info } })
  })

  it('is not taken for a message of somebody’s when Ably itself speaks', async () => {
    const ana = await join(standIn.port, 'ana')
    await ana.session.attach('meta', plain)
    const bob = await nativeClient(standIn.port, 'bob')
    await bob.channels.get('meta').publish({ name: '[meta]occupancy', data: { metrics: {} } })
    await bob.channels.get('meta').publish({ name: 'said' })
    await heard(ana, 1)
    expect(ana.recorder.of('message').map(({ message }) => message.name)).toEqual(['said'])
  })
})

describe('a rewind', () => {
  it.each([
    ['by number', 2, [2, 3]],
    ['by time', { seconds: 60 }, [1, 2, 3]],
  ] as const)('%s reads what stands before the attach', async (title, rewind, expected) => {
    const channel = `rewind-${title.replace(' ', '-')}`
    const [ana, bob] = [await join(standIn.port, 'ana'), await join(standIn.port, 'bob')]
    await bob.session.publish(
      channel,
      [1, 2, 3].map((number) => outgoing(`m-${number}`, number)),
    )
    await ana.session.attach(channel, { ...plain, rewind })
    await bob.session.publish(channel, [outgoing('m-4', 4)])
    const messages = await heard(ana, expected.length + 1)
    expect(messages.map(({ data }) => data)).toEqual([...expected, 4])
  })
})

describe('continuity', () => {
  it('that Ably loses on a channel that stays attached is healed from history by whoever listens', async () => {
    const [ana, bob] = [await join(standIn.port, 'ana'), await join(standIn.port, 'bob')]
    await ana.session.attach('lost', watching)
    await bob.session.publish('lost', [outgoing('m-1', 1)])
    await heard(ana, 1)
    standIn.loseContinuity('lost')
    const again = await ana.recorder.until('the second attach', () => ana.recorder.of('attached')[1])
    expect(again).toMatchObject({ recovered: false, position: ana.recorder.of('message')[0]?.message.position })
    await bob.session.publish('lost', [outgoing('m-2', 2)])
    expect((await heard(ana, 2)).map(({ data }) => data)).toEqual([1, 2])
    const isStory = (event: AdapterEvent): boolean => event.type === 'attached' || event.type === 'message'
    expect(ana.recorder.events.filter(isStory).map(({ type }) => type)).toEqual([
      'attached',
      'message',
      'attached',
      'message',
    ])
  })
})
