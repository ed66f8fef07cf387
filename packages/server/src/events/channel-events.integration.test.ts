import { describe, expect, it } from 'vitest'
import { numbered, publishOf } from '../testing/support/outgoing-messages.ts'
import type { HeardServer } from '../testing/support/heard-events.ts'
import { startHeardServer } from '../testing/support/heard-events.ts'

const room = { channel: 'room' }

/** What was told, without whom it concerns. */
function short({ heard }: HeardServer): readonly string[] {
  return heard.map((event) => {
    if (event.type === 'channel') return `${event.channel} ${event.state}`
    if (event.type === 'unsubscribe') return `${event.clientId} unsubscribe ${event.reason}`
    if (event.type === 'presence') return `${event.clientId} ${event.action} ${event.connections}`
    return 'clientId' in event ? `${event.clientId} ${event.type}` : event.type
  })
}

describe('the events "subscribe" and "unsubscribe"', () => {
  it('tell of each attachment once, and of why it is over', async () => {
    const all = await startHeardServer(['subscribe', 'unsubscribe'])
    const [ana, ben, cem] = [
      await all.client({ clientId: 'ana' }),
      await all.client({ clientId: 'ben' }),
      await all.client({ clientId: 'cem' }),
    ]
    await ana.grant({ type: 'attach', ...room })
    await ana.grant({ type: 'attach', ...room })
    await ben.grant({ type: 'attach', ...room })
    await cem.grant({ type: 'attach', ...room })
    await ana.grant({ type: 'detach', ...room })
    await ana.grant({ type: 'detach', ...room })
    await ben.close()
    await all.server.unsubscribe('room', 'cem')
    await all.untilHeard(6)
    expect(all.told()).toMatchObject([
      { type: 'subscribe', channel: 'room', clientId: 'ana', connectionId: ana.welcome.connectionId },
      { clientId: 'ben' },
      { clientId: 'cem' },
      {
        type: 'unsubscribe',
        channel: 'room',
        clientId: 'ana',
        connectionId: ana.welcome.connectionId,
        reason: 'detach',
      },
      { clientId: 'ben', reason: 'disconnect' },
      { clientId: 'cem', reason: 'ended' },
    ])
  })

  it('are not told of who may not attach', async () => {
    const all = await startHeardServer(['subscribe', 'unsubscribe', 'channel'], {
      authorize: ({ client }) => client.clientId !== 'ana',
    })
    const [ana, ben] = [await all.client({ clientId: 'ana' }), await all.client({ clientId: 'ben' })]
    expect(await ana.code({ type: 'attach', ...room })).toBe('forbidden')
    await ben.grant({ type: 'attach', ...room })
    await all.untilHeard(2)
    expect(short(all)).toEqual(['room occupied', 'ben subscribe'])
  })

  it.each([
    ['has left again before it was answered', ['attach', 'detach'], []],
    ['attaches twice and leaves before it was answered', ['attach', 'attach', 'detach'], []],
    [
      'leaves and comes back before it was answered',
      ['attach', 'detach', 'attach'],
      ['room occupied', 'ana subscribe'],
    ],
  ] as const)('are told as it is of who %s', async (_, types, told) => {
    const all = await startHeardServer(['subscribe', 'unsubscribe', 'channel'])
    const ana = await all.client({ clientId: 'ana' })
    ana.sendText(JSON.stringify(types.map((type, index) => ({ type, ...room, id: index + 1 }))))
    for (const index of types.keys()) expect(await ana.answer(index + 1)).toMatchObject({ type: 'ok' })
    await all.settle()
    expect(short(all)).toEqual(told)
  })
})

describe('an event "presence"', () => {
  it('tells what a connection says of itself, and what it said last', async () => {
    const all = await startHeardServer(['presence'])
    const ana = await all.client({ clientId: 'ana', info: { name: 'Ana' } })
    const { connectionId } = ana.welcome
    for (const state of [{ mood: 'fine' }, { mood: 'fine' }, ['x', 1]]) {
      await ana.grant({ type: 'presence', ...room, action: 'enter', state })
    }
    await ana.grant({ type: 'presence', ...room, action: 'leave' })
    await all.untilHeard(3)
    const whose = { type: 'presence', channel: 'room', clientId: 'ana', connectionId, info: { name: 'Ana' } }
    expect(all.told()).toEqual([
      { ...whose, action: 'enter', state: { mood: 'fine' }, connections: 1 },
      { ...whose, action: 'update', state: ['x', 1], connections: 1 },
      { ...whose, action: 'leave', state: ['x', 1], connections: 0 },
    ])
  })

  it('shows with two tabs of one client when the client comes and when it is gone', async () => {
    const all = await startHeardServer(['presence'])
    const tabs = [await all.client({ clientId: 'ana' }), await all.client({ clientId: 'ana' })]
    for (const tab of tabs) await tab.grant({ type: 'presence', ...room, action: 'enter', state: null })
    await tabs[0]?.close()
    await all.untilHeard(3)
    tabs[1]?.socket.terminate()
    while (all.server.info().connections > 1) await all.settle()
    all.clock.advance(10_000)
    await all.untilHeard(4)
    expect(short(all)).toEqual(['ana enter 1', 'ana enter 2', 'ana leave 1', 'ana timeout 0'])
  })

  it('is not told of who comes back in time, and told of who is put out or has no right any more', async () => {
    const all = await startHeardServer(['presence'])
    const [ana, ben] = [await all.client({ clientId: 'ana' }), await all.client({ clientId: 'ben' })]
    for (const client of [ana, ben]) await client.grant({ type: 'presence', ...room, action: 'enter', state: 1 })
    ana.socket.terminate()
    const again = await all.client({ clientId: 'ana', resumeKey: ana.welcome.resumeKey })
    expect(again.welcome.resumed).toBe(true)
    all.clock.advance(20_000)
    await all.settle()
    expect(short(all)).toEqual(['ana enter 1', 'ben enter 1'])
    await all.server.disconnect('ana')
    await all.server.unsubscribe('room', 'ben')
    await all.untilHeard(4)
    expect(short(all).slice(2)).toEqual(['ana leave 0', 'ben leave 0'])
  })
})

describe('an event "channel"', () => {
  it('tells of the first one who comes, the last one who goes, and of a minute with nobody', async () => {
    const all = await startHeardServer(['channel'])
    const [ana, ben] = [await all.client({ clientId: 'ana' }), await all.client({ clientId: 'ben' })]
    await ana.grant({ type: 'attach', ...room })
    await ben.grant({ type: 'presence', ...room, action: 'enter', state: null })
    await ana.grant({ type: 'detach', ...room })
    await all.settle()
    expect(short(all)).toEqual(['room occupied'])
    await ben.grant({ type: 'presence', ...room, action: 'leave' })
    await all.untilHeard(2)
    all.clock.advance(59_999)
    await all.settle()
    expect(short(all)).toEqual(['room occupied', 'room vacant'])
    all.clock.advance(1)
    await all.untilHeard(3)
    expect(short(all).slice(2)).toEqual(['room empty'])
  })

  it('is empty after as long as the rule says, counted anew each time that somebody was there', async () => {
    const all = await startHeardServer(['channel'], { rules: { 'call:*': { emptyAfter: 0.5 } } })
    const ana = await all.client({ clientId: 'ana' })
    const visit = async (channel: string): Promise<void> => {
      await ana.grant({ type: 'attach', channel })
      await ana.grant({ type: 'detach', channel })
    }
    await visit('call:1')
    all.clock.advance(499)
    await visit('call:1')
    all.clock.advance(499)
    await all.untilHeard(4)
    all.clock.advance(1)
    await all.untilHeard(5)
    expect(short(all)).toEqual(['occupied', 'vacant', 'occupied', 'vacant', 'empty'].map((state) => `call:1 ${state}`))
  })

  it('is vacant when the last one who was lost has timed out, and was there when somebody began to listen', async () => {
    const all = await startHeardServer(['publish'])
    const ana = await all.client({ clientId: 'ana' })
    await ana.grant({ type: 'attach', ...room })
    await ana.grant({ type: 'presence', ...room, action: 'enter', state: null })
    const heard: string[] = []
    const off = all.server.on('channel', ({ state }) => void heard.push(state))
    ana.socket.terminate()
    while (all.server.info().connections > 1) await all.settle()
    expect(heard).toEqual([])
    all.clock.advance(10_000)
    await all.settle()
    expect(heard).toEqual(['vacant'])
    off()
    all.clock.advance(60_000)
    await all.settle()
    expect(heard).toEqual(['vacant'])
  })

  it('is not told of a server that stops, nor are attachments and presence: each connection says it', async () => {
    const all = await startHeardServer()
    const ana = await all.client({ clientId: 'ana' })
    await ana.grant({ type: 'attach', ...room })
    await ana.grant({ type: 'attach', channel: 'other' })
    await ana.grant({ type: 'presence', ...room, action: 'enter', state: 1 })
    await all.untilHeard(6)
    await all.server.close()
    const rest = all.heard.slice(6).map(({ type }) => type)
    expect(rest).toEqual(['disconnect', 'disconnect'])
  })

  it('leaves no timer behind when the server stops', async () => {
    const all = await startHeardServer(['channel'])
    const ana = await all.client({ clientId: 'ana' })
    await ana.grant({ type: 'attach', ...room })
    await ana.grant({ type: 'detach', ...room })
    await all.untilHeard(2)
    await all.server.close()
    expect(all.clock.pending).toBe(0)
  })

  it('is occupied and vacant again by who is alone there and loses the connection for a moment, and never empty', async () => {
    const rules = { '*': { emptyAfter: 1 } }
    const all = await startHeardServer(['channel', 'subscribe', 'unsubscribe'], { rules })
    const ana = await all.client({ clientId: 'ana' })
    await ana.grant({ type: 'attach', ...room })
    ana.socket.terminate()
    const again = await all.client({ clientId: 'ana', resumeKey: ana.welcome.resumeKey })
    await again.grant({ type: 'attach', ...room })
    all.clock.advance(5_000)
    await all.untilHeard(6)
    await all.settle()
    expect(short(all)).toEqual([
      'room occupied',
      'ana subscribe',
      'ana unsubscribe disconnect',
      'room vacant',
      'room occupied',
      'ana subscribe',
    ])
  })
})

describe('an event "publish"', () => {
  it('has each message that is new, as it is stored or sent, whoever publishes it', async () => {
    const all = await startHeardServer(['publish'], {
      onPublish: ({ id }) =>
        id === 'm2' ? { refuse: 'No.' } : id === 'm3' ? { data: 'changed' } : id === 'm4' ? { hold: true } : true,
    })
    const ana = await all.client({ clientId: 'ana' })
    await ana.ask(publishOf('room', ...numbered('m', 4)))
    await ana.ask(publishOf('room', 'm1'))
    const live = [{ id: 'live', name: 'said', data: [1], store: false }]
    await ana.grant({ type: 'publish', ...room, messages: live })
    await all.server.publish('room', 'note', { a: 1 }, { id: 'own' })
    await all.untilHeard(4)
    const messages = all.heard.flatMap((event) => (event.type === 'publish' ? event.message : []))
    expect(messages.map(({ id, data, clientId }) => ({ id, data, clientId }))).toEqual([
      { id: 'm1', data: 'm1', clientId: 'ana' },
      { id: 'm3', data: 'changed', clientId: 'ana' },
      { id: 'live', data: [1], clientId: 'ana' },
      { id: 'own', data: { a: 1 }, clientId: 'server' },
    ])
    expect(messages[2]?.position).toBeNull()
    const stored = messages.filter(({ position }) => position !== null)
    expect((await all.server.history('room', { direction: 'forwards' })).items).toEqual(stored)
  })
})
