import type { Capabilities } from '@herenow/adapter'
import { RealtimeError } from '@herenow/adapter'
import { createTestEnv, presenceConnection, scriptedAdapter, settled, silentLogger } from '@herenow/testing'
import { describe, expect, it } from 'vitest'
import { createClient } from '../client/create-client.ts'

const at = (offset: number) => ({ epoch: 'e', offset })

function setup(capabilities: Partial<Capabilities> = {}) {
  const world = createTestEnv()
  const adapter = scriptedAdapter(capabilities)
  const client = createClient({ adapter, clientId: 'ana', env: world.env, log: silentLogger })
  const errors: RealtimeError[] = []
  client.on('error', (error) => errors.push(error))
  client.connection.connect()
  const { session } = adapter
  session.connected()
  const channel = client.channel('room')
  const asked = (): string[] =>
    session.presences.map(({ question }) => `${question.action} ${JSON.stringify(question.state)}`)
  return { world, adapter, client, channel, presence: channel.presence, session, asked, errors }
}

describe('our own presence', () => {
  it('enters once for all who take part, and leaves a linger after the last', async () => {
    const { presence, asked, world, session } = setup()
    const first = presence.lease({ at: 1 })
    const second = presence.lease({ at: 1 })
    session.attached('room', at(0))
    first()
    await world.clock.advance(5_000)
    expect(asked()).toEqual(['enter {"at":1}'])
    second()
    const third = presence.lease({ at: 1 })
    await world.clock.advance(5_000)
    expect(asked()).toEqual(['enter {"at":1}'])
    third()
    await world.clock.advance(1_000)
    expect(asked()).toEqual(['enter {"at":1}', 'leave null'])
    expect(session.calls.filter((call) => call.includes('tach'))).toEqual(['attach room', 'detach room'])
    await world.clock.advance(20)
    expect(world.clock.pending).toBe(0)
  })

  it('sends at most one update every 50 ms, the latest state, and a leave is never overtaken', async () => {
    const { presence, asked, world } = setup()
    void presence.enter({ x: 0 })
    await world.clock.advance(50)
    for (let x = 1; x <= 9; x += 1) void presence.update({ x })
    await world.clock.advance(49)
    expect(asked()).toEqual(['enter {"x":0}', 'update {"x":1}'])
    await world.clock.advance(1)
    expect(asked().at(-1)).toBe('update {"x":9}')
    void presence.update({ x: 10 })
    void presence.leave()
    await world.clock.advance(1_000)
    expect(asked().slice(3)).toEqual(['leave null'])
  })

  it('lets an updater see what the one before it made, and one that throws changes nothing', async () => {
    const { presence, asked, world } = setup()
    void presence.enter(1)
    const double = (previous: unknown): unknown => Number(previous) * 2
    void presence.update(double)
    void presence.update(double)
    const cause = new Error('no')
    const broken = presence.update(() => {
      throw cause
    })
    await expect(broken).rejects.toMatchObject({ code: 'listener_failed', cause })
    await world.clock.advance(50)
    expect(asked()).toEqual(['enter 1', 'update 4'])
  })

  it('counts an update as an enter when we are not in', () => {
    const { presence, asked } = setup()
    void presence.update({ x: 1 })
    expect(asked()).toEqual(['enter {"x":1}'])
  })

  it('is entered again in a new session, for those who still take part', async () => {
    const { presence, client, adapter, session } = setup()
    presence.lease({ x: 1 })
    session.attached('room', at(0))
    await client.connection.close()
    client.connection.connect()
    expect(adapter.session.presences[0]?.question).toEqual({ action: 'enter', state: { x: 1 } })
    expect(adapter.session.calls).toContain('attach room')
  })

  it('shows a refusal, reports it once, and leaves the messages alone', async () => {
    const { presence, channel, session, errors, world } = setup()
    presence.lease()
    session.attached('room', at(0))
    const forbidden = new RealtimeError({ code: 'forbidden', message: 'no' })
    session.presences[0]?.refuse(forbidden)
    await settled()
    await world.clock.advance(20)
    expect(presence.members.getState()).toMatchObject({ status: 'error', error: forbidden, self: null })
    expect(errors).toEqual([forbidden])
    expect(channel.state.getState().status).toBe('attached')
  })

  it('shows that a re-entry by the session was refused, and enters again after a new token or a reconnect', async () => {
    const { presence, session, errors, world, asked } = setup()
    presence.lease({ x: 1 })
    session.attached('room', at(0))
    session.presences[0]?.answer()
    await settled()
    const error = new RealtimeError({ code: 'forbidden', message: 'no' })
    session.emit({ type: 'presence-refused', channel: 'room', error })
    await world.clock.advance(20)
    expect(presence.members.getState()).toMatchObject({ status: 'error', error })
    session.emit({ type: 'token' })
    session.presences[1]?.refuse(error)
    await settled()
    session.connected()
    expect(asked()).toEqual(Array(3).fill('enter {"x":1}'))
    session.presences[2]?.answer()
    await world.clock.advance(20)
    expect(presence.members.getState().error).toBeNull()
    expect(errors).toEqual([error])
  })

  it('enters again once the time is over that the service asked to wait', async () => {
    const { presence, session, world, asked } = setup()
    presence.lease({ x: 1 })
    session.attached('room', at(0))
    const busy = new RealtimeError({ code: 'rate_limited', message: 'slow', retryable: true, retryAfter: 2_000 })
    session.presences[0]?.refuse(busy)
    await world.clock.advance(1_999)
    expect(asked()).toHaveLength(1)
    await world.clock.advance(501)
    expect(asked()).toEqual(['enter {"x":1}', 'enter {"x":1}'])
  })

  it('stays in with the state it had when another is refused, also for a session that forgot it', async () => {
    const { presence, session, world, asked, client, adapter, errors } = setup()
    presence.lease({ x: 1 })
    session.attached('room', at(0))
    session.presences[0]?.answer()
    await world.clock.advance(100)
    const refusal = new RealtimeError({ code: 'invalid_argument', message: 'no' })
    const updating = expect(presence.update({ x: 2 })).rejects.toBe(refusal)
    session.presences[1]?.refuse(refusal)
    await updating
    expect(asked()).toEqual(['enter {"x":1}', 'update {"x":2}', 'update {"x":1}'])
    expect(errors).toEqual([refusal])
    await client.connection.close()
    client.connection.connect()
    expect(adapter.session.presences[0]?.question).toEqual({ action: 'enter', state: { x: 1 } })
  })

  it('refuses a state of more than 4 KiB before it takes the place of the one that is shown', async () => {
    const { presence, asked, client, adapter } = setup()
    presence.lease({ x: 1 })
    await expect(presence.update('x'.repeat(5_000))).rejects.toMatchObject({ code: 'invalid_argument' })
    await client.connection.close()
    client.connection.connect()
    expect(asked()).toEqual(['enter {"x":1}'])
    expect(adapter.session.presences[0]?.question.state).toEqual({ x: 1 })
  })

  it('refuses a state that JSON cannot carry, and says so to those who listen for errors', async () => {
    const { presence, errors, asked } = setup()
    await expect(presence.enter(1n)).rejects.toMatchObject({ code: 'invalid_argument' })
    presence.lease({})
    await expect(presence.update(() => 1n)).rejects.toMatchObject({ code: 'invalid_argument' })
    expect(errors.map(({ message }) => message)).toEqual(Array(2).fill("The presence state can't be sent as JSON."))
    expect(asked()).toEqual(['enter {}'])
  })

  it('does not throw at a component that leases it with a state that JSON cannot carry', () => {
    const { presence, errors, asked } = setup()
    presence.lease({ x: 1 })
    presence.lease(1n)
    expect([errors.length, asked()]).toEqual([1, ['enter {"x":1}']])
  })

  it('keeps the state that one component set when another component without a state comes', async () => {
    const { presence, asked, world } = setup()
    presence.lease({ x: 1 })
    presence.lease()
    await world.clock.advance(100)
    expect(asked()).toEqual(['enter {"x":1}'])
  })

  it('comes back by an update for as long as somebody leases it, and no longer', async () => {
    const { presence, asked, world } = setup()
    const release = presence.lease({ x: 1 })
    await Promise.race([presence.leave(), world.clock.advance(10)])
    void presence.update({ x: 2 })
    release()
    await world.clock.advance(1_000)
    expect(asked()).toEqual(['enter {"x":1}', 'leave null', 'enter {"x":2}', 'leave null'])
  })
})

describe('the members of a channel', () => {
  it('are the list, then its changes, with ourselves among them', async () => {
    const { presence, session, world } = setup()
    const heard: string[] = []
    presence.subscribe((event) =>
      heard.push(event.action === 'interval' ? 'interval' : `${event.action} ${event.member.clientId}`),
    )
    presence.subscribe('leave', ({ member }) => heard.push(`bye ${member.clientId}`))
    presence.lease()
    session.attached('room', at(0))
    expect(presence.members.getState().status).toBe('pending')
    session.emit({
      type: 'presence-snapshot',
      channel: 'room',
      connections: [presenceConnection('ana', 'c1'), presenceConnection('ben', 'b1', { enteredAt: 2 })],
      settling: false,
    })
    session.emit(
      {
        type: 'presence',
        channel: 'room',
        action: 'enter',
        connection: presenceConnection('cem', 'd1', { enteredAt: 3 }),
      },
      { type: 'presence', channel: 'room', action: 'leave', connection: presenceConnection('ben', 'b1') },
    )
    await world.clock.advance(20)
    const { list, self, status, byClientId } = presence.members.getState()
    expect([list.map(({ clientId }) => clientId), self?.clientId, status]).toEqual([['ana', 'cem'], 'ana', 'ready'])
    expect(byClientId.get('cem')).toBe(list[1])
    expect(heard).toEqual(['enter cem', 'leave ben', 'bye ben'])
  })

  it('keep their identity while nothing about them changes', async () => {
    const { presence, session, world } = setup()
    presence.lease()
    session.attached('room', at(0))
    const connections = [presenceConnection('ana', 'c1'), presenceConnection('ben', 'b1')]
    session.emit({ type: 'presence-snapshot', channel: 'room', connections, settling: false })
    await world.clock.advance(20)
    const before = presence.members.getState()
    session.emit({
      type: 'presence',
      channel: 'room',
      action: 'update',
      connection: presenceConnection('ben', 'b1', { state: 1, updatedAt: 2 }),
    })
    await world.clock.advance(20)
    const after = presence.members.getState()
    expect(after.byClientId.get('ana')).toBe(before.byClientId.get('ana'))
    expect(after.byClientId.get('ben')).not.toBe(before.byClientId.get('ben'))
  })

  it('are forgotten without events when the channel is detached', async () => {
    const { presence, channel, session, world } = setup()
    const heard: unknown[] = []
    presence.subscribe((event) => heard.push(event))
    channel.lease()
    session.attached('room', at(0))
    session.emit({
      type: 'presence-snapshot',
      channel: 'room',
      connections: [presenceConnection('ben', 'b1')],
      settling: false,
    })
    await channel.detach()
    await world.clock.advance(20)
    expect([presence.members.getState().list, heard]).toEqual([[], []])
  })
})

describe('our own presence where whoever attaches is present', () => {
  const implied = { presence: { state: false, connections: false, enter: 'with-attach' } } as const

  it('is the attach: nothing else is asked for, and entering waits for it', async () => {
    const { presence, session, asked } = setup(implied)
    let isIn = false
    void presence.enter().then(() => (isIn = true))
    await settled()
    expect(isIn).toBe(false)
    session.grant('room', at(0))
    await settled()
    expect([isIn, asked()]).toEqual([true, []])
    await presence.leave()
    expect(session.calls.filter((call) => call.includes('room'))).toEqual(['attach room', 'detach room'])
  })

  it('rejects a state that the service can not keep', async () => {
    const { presence, session, asked, errors } = setup(implied)
    const entering = expect(presence.enter({ x: 1 })).rejects.toMatchObject({ code: 'unsupported' })
    session.grant('room', at(0))
    await entering
    expect([asked(), errors.map(({ code }) => code)]).toEqual([[], ['unsupported']])
  })

  it('sends the state where the service keeps one', async () => {
    const { presence, session, asked } = setup({ presence: { ...implied.presence, state: true } })
    void presence.enter({ x: 1 })
    session.grant('room', at(0))
    await settled()
    expect(asked()).toEqual(['update {"x":1}'])
  })

  it('comes back after a refusal of the channel, like any lease', async () => {
    const { presence, session, world } = setup(implied)
    presence.lease()
    await session.refuse('room', new RealtimeError({ code: 'forbidden', message: 'no' }))
    session.emit({ type: 'token' })
    session.grant('room', at(0))
    await world.clock.advance(20)
    expect(presence.members.getState()).toMatchObject({ error: null })
  })
})

describe('our own presence on a service without presence', () => {
  it('rejects with unsupported, and asks for no lists', async () => {
    const { presence, session, asked } = setup({ presence: 'none' })
    await expect(presence.enter()).rejects.toMatchObject({ code: 'unsupported' })
    expect([asked(), session.attaches[0]?.question.presence]).toEqual([[], false])
  })
})
