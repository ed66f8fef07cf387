import type { PresenceIntervalEvent } from '@herenow/adapter'
import { createTestEnv, presenceConnection, scriptedAdapter, silentLogger } from '@herenow/testing'
import { describe, expect, it } from 'vitest'
import { createClient } from '../client/create-client.ts'
import type { AnyMemberEvent } from './channel-presence.ts'

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
  const list = (...names: readonly string[]) => names.map((name) => presenceConnection(name, `c-${name}`))
  const snapshot = (names: readonly string[], refresh = false): void =>
    session.emit({ type: 'presence-snapshot', channel: 'room', connections: list(...names), settling: false, refresh })
  const interval = (more: Partial<PresenceIntervalEvent>): void =>
    session.emit({
      type: 'presence-interval',
      channel: 'room',
      occupancy: 3,
      joined: [],
      updated: [],
      left: [],
      timedOut: [],
      ...more,
    })
  const names = (): string[] => channel.presence.members.getState().list.map(({ clientId }) => clientId)
  return { world, session, presence: channel.presence, list, snapshot, interval, names }
}

/** An event in a line. */
function line(event: AnyMemberEvent): string {
  if (event.action !== 'interval') return `${event.action} ${event.member.clientId}`
  if (event.refresh) return `refresh to ${event.occupancy}`
  const { joined, left, timedOut } = event
  return [joined, left, timedOut].map((people) => people.map(({ clientId }) => clientId).join('+') || '–').join(' ')
}

describe('an interval of a crowded channel', () => {
  it('is one event and one change of the members, whatever it holds', async () => {
    const { presence, world, snapshot, interval, list, names } = setup()
    snapshot(['ana', 'ben', 'cem', 'dan'])
    await world.clock.advance(20)
    const heard: string[] = []
    let commits = 0
    presence.subscribe((event) => heard.push(line(event)))
    presence.members.subscribe(() => (commits += 1))
    interval({
      joined: list('eva', 'fay'),
      updated: [presenceConnection('ana', 'c-ana', { state: 'busy', updatedAt: 5 })],
      left: list('ben'),
      timedOut: list('cem'),
    })
    await world.clock.advance(20)
    expect(heard).toEqual(['eva+fay ben cem'])
    expect(commits).toBe(1)
    expect(names()).toEqual(['ana', 'dan', 'eva', 'fay'])
    expect(presence.members.getState().self?.state).toBe('busy')
  })

  it('is about people, not connections: another tab that opens or closes is nobody who joined or left', () => {
    const { presence, snapshot, interval } = setup()
    const heard: string[] = []
    snapshot(['ben'])
    presence.subscribe((event) => heard.push(line(event)))
    interval({
      joined: [presenceConnection('ben', 'c-2', { enteredAt: 2 })],
      left: [presenceConnection('ben', 'c-ben')],
    })
    interval({ left: [presenceConnection('nobody', 'c-9')] })
    interval({ timedOut: [presenceConnection('ben', 'c-2')] })
    expect(heard).toEqual(['– – –', '– – –', '– – ben'])
  })

  it('shows somebody who joined with two tabs once, with both', () => {
    const { presence, snapshot, interval } = setup()
    snapshot([])
    const connections: number[] = []
    presence.subscribe('interval', (event) => {
      if (!event.refresh) connections.push(...event.joined.map((member) => member.connections.length))
    })
    interval({ joined: [presenceConnection('ben', 'b1'), presenceConnection('ben', 'b2', { enteredAt: 2 })] })
    expect(connections).toEqual([2])
  })

  it('with too many changes to list is one event, told when the new list is there', async () => {
    const { presence, world, snapshot, names } = setup()
    snapshot(['ana', 'ben'])
    await world.clock.advance(20)
    const heard: string[] = []
    presence.subscribe((event) => heard.push(line(event)))
    snapshot(['ana', 'cem', 'dan'], true)
    await world.clock.advance(20)
    expect(heard).toEqual(['refresh to 3'])
    expect(names()).toEqual(['ana', 'cem', 'dan'])
  })

  it('does not name again whom we know of already, such as ourselves', () => {
    const { presence, session, snapshot, interval, list } = setup()
    snapshot(['ben'])
    const heard: string[] = []
    presence.subscribe((event) => heard.push(line(event)))
    for (const connection of list('ana'))
      session.emit({ type: 'presence', channel: 'room', action: 'enter', connection })
    interval({ joined: list('ana', 'cem') })
    expect(heard).toEqual(['enter ana', 'cem – –'])
  })

  it('is heard by those who listen for intervals, not by those who listen for single people', () => {
    const { presence, snapshot, interval, list } = setup()
    snapshot(['ben'])
    const heard: string[] = []
    presence.subscribe('enter', (event) => heard.push(`single ${line(event)}`))
    presence.subscribe('interval', (event) => heard.push(`interval of ${event.occupancy}`))
    presence.subscribe(['leave', 'interval'], (event) => heard.push(`either ${line(event)}`))
    interval({ joined: list('cem') })
    expect(heard).toEqual(['interval of 3', 'either cem – –'])
  })
})
