import { RealtimeError } from '@herenow/adapter'
import { createTestEnv, presenceConnection, scriptedAdapter, settled, silentLogger } from '@herenow/testing'
import { describe, expect, it } from 'vitest'
import { createClient } from '../client/create-client.ts'

function setup() {
  const world = createTestEnv()
  const adapter = scriptedAdapter()
  const client = createClient({ adapter, clientId: 'ana', env: world.env, log: silentLogger })
  client.connection.connect()
  const { session } = adapter
  session.connected()
  const channel = client.channel('room')
  channel.lease()
  session.attached('room', { epoch: 'e', offset: 0 })
  const heard: string[] = []
  channel.presence.subscribe((event) => {
    if (event.action !== 'interval')
      heard.push(`${event.action} ${event.member.clientId} ${String(event.member.state)}`)
  })
  const snapshot = (...connections: readonly ReturnType<typeof presenceConnection>[]): void =>
    session.emit({ type: 'presence-snapshot', channel: 'room', connections, settling: false })
  const members = async (): Promise<readonly string[]> => {
    await world.clock.advance(16)
    return channel.presence.members.getState().list.map(({ clientId }) => clientId)
  }
  return { world, client, session, channel, presence: channel.presence, heard, snapshot, members }
}

const lost = new RealtimeError({ code: 'connection_closed', message: 'lost', retryable: true })

describe('a list after a first one', () => {
  it('that is empty lets everybody leave with their last state', async () => {
    const { snapshot, heard, members } = setup()
    snapshot(presenceConnection('ben', 'b1', { state: 'busy' }), presenceConnection('cem', 'c1'))
    snapshot()
    expect(heard).toEqual(['leave ben busy', 'leave cem null'])
    expect(await members()).toEqual([])
  })

  it('is told as the difference: people who stayed cause no event', async () => {
    const { snapshot, heard, members } = setup()
    snapshot(presenceConnection('ben', 'b1'), presenceConnection('cem', 'c1'))
    snapshot(presenceConnection('ben', 'b1'), presenceConnection('dan', 'd1'))
    expect(heard).toEqual(['enter dan null', 'leave cem null'])
    expect(await members()).toEqual(['ben', 'dan'])
  })
})

it('says nothing of our own presence any more once we have left', async () => {
  const { session, presence, snapshot, members } = setup()
  snapshot(presenceConnection('ben', 'b1'))
  const release = presence.lease()
  session.presences[0]?.answer()
  await members()
  const error = new RealtimeError({ code: 'forbidden', message: 'no' })
  session.emit({ type: 'presence-refused', channel: 'room', error })
  await members()
  expect(presence.members.getState()).toMatchObject({ status: 'error', error })
  release()
  void presence.leave()
  expect(await members()).toEqual(['ben'])
  expect(presence.members.getState()).toMatchObject({ status: 'ready', error: null })
})

describe('a list that we may not see', () => {
  const error = new RealtimeError({ code: 'forbidden', message: 'no' })

  it('gives the reason, forgets everybody without events, and leaves the messages alone', async () => {
    const { session, channel, presence, snapshot, heard, members } = setup()
    snapshot(presenceConnection('ben', 'b1'))
    session.emit({ type: 'presence-hidden', channel: 'room', error })
    expect(await members()).toEqual([])
    expect(presence.members.getState()).toMatchObject({ status: 'error', error })
    expect(heard).toEqual([])
    expect(channel.state.getState().status).toBe('attached')
  })

  it('is not made visible by our own presence, but by a list', async () => {
    const { session, presence, snapshot, heard, members } = setup()
    session.emit({ type: 'presence-hidden', channel: 'room', error })
    void presence.enter()
    session.presences[0]?.answer()
    await members()
    expect(presence.members.getState()).toMatchObject({ status: 'error', error })
    snapshot(presenceConnection('ben', 'b1'))
    expect(await members()).toEqual(['ben'])
    expect(presence.members.getState()).toMatchObject({ status: 'ready', error: null })
    expect(heard).toEqual([])
  })
})

it('keeps everybody while the channel is suspended, and forgets them without events when it fails', async () => {
  const { session, channel, presence, snapshot, heard, members } = setup()
  snapshot(presenceConnection('ben', 'b1'))
  session.emit({ type: 'channel', channel: 'room', state: { status: 'suspended', reason: lost, retryAt: null } })
  expect(await members()).toEqual(['ben'])
  session.emit({ type: 'channel', channel: 'room', state: { status: 'failed', reason: lost } })
  expect(await members()).toEqual([])
  expect(presence.members.getState()).toMatchObject({ status: 'error', error: lost })
  expect(heard).toEqual([])
  void channel.attach()
  session.attached('room', { epoch: 'e', offset: 0 })
  snapshot(presenceConnection('cem', 'c1'))
  expect(await members()).toEqual(['cem'])
  expect(presence.members.getState()).toMatchObject({ status: 'ready', error: null })
})

it('keeps a person who came back when the leave of their earlier connection comes late', async () => {
  const { session, snapshot, heard, members } = setup()
  snapshot(presenceConnection('ben', 'old'))
  const change = (action: 'enter' | 'leave', connectionId: string, at: number): void =>
    session.emit({
      type: 'presence',
      channel: 'room',
      action,
      connection: presenceConnection('ben', connectionId, { state: connectionId, enteredAt: at, updatedAt: at }),
    })
  change('enter', 'new', 5)
  // Later by the clock of the service, but of another connection.
  change('leave', 'old', 9)
  expect(heard).toEqual(['update ben new', 'update ben new'])
  expect(await members()).toEqual(['ben'])
})

describe('asking the service who is here', () => {
  it('waits for the connection rather than answer with nobody', async () => {
    const { client, session, presence } = setup()
    session.emit({ type: 'connection', state: { status: 'disconnected', reason: lost, attempt: 0, retryAt: null } })
    let answer: unknown = 'none yet'
    const asked = presence.get().then((people) => (answer = people))
    await settled()
    expect(answer).toBe('none yet')
    session.connected()
    await asked
    expect(answer).toEqual([])
    await client.close()
  })

  it('is refused once the client is closed', async () => {
    const { client, presence } = setup()
    await client.close()
    await expect(presence.get()).rejects.toMatchObject({ code: 'connection_closed' })
  })
})
