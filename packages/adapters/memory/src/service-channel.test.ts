import type { AdapterEvent, OutgoingMessage } from '@herenow/adapter'
import { expect, it } from 'vitest'
import { Rights } from './rights.ts'
import { ServiceChannel } from './service-channel.ts'
import type { ServiceConnection } from './service-connection.ts'

const plain = { since: null, rewind: null, presence: false }
const withPresence = { ...plain, presence: true }
const message: OutgoingMessage = { id: 'm1', name: 'said', data: 'hi', meta: null, store: true, ttl: null }

/** A channel of no service, and connections that note what they are told. */
function setup() {
  const rights = new Rights()
  const connect = (clientId: string) => {
    const told: AdapterEvent['type'][] = []
    const connection: ServiceConnection = {
      connectionId: `c-${clientId}`,
      clientId,
      info: null,
      tell: ({ type }) => told.push(type),
      watch: { channels: [], all: false },
    }
    return { connection, author: { connectionId: `c-${clientId}`, clientId, info: null }, told }
  }
  return { rights, channel: new ServiceChannel('room', 'e', rights), ana: connect('ana'), ben: connect('ben') }
}

it('sends messages and signals to everybody attached, and presence to those who want it', () => {
  const { channel, ana, ben } = setup()
  channel.attach(ana.connection, plain, 1)
  channel.attach(ben.connection, withPresence, 1)
  channel.publish(ana.author, [message], 2)
  channel.signal(ana.connection, 'wave', null, 2)
  channel.change((presence) => presence.set(ana.connection, 'here', 3))
  expect(ana.told).toEqual(['message', 'signal'])
  expect(ben.told).toEqual(['message', 'signal', 'presence'])
})

it('sends nothing after a detach, and a message only once', () => {
  const { channel, ana, ben } = setup()
  for (const { connection } of [ana, ben]) channel.attach(connection, plain, 1)
  expect([channel.detach(ana.connection), channel.detach(ana.connection)]).toEqual([true, false])
  channel.publish(ben.author, [message, message], 2)
  expect([ana.told, ben.told]).toEqual([[], ['message']])
})

it('reports the number of people when it changes', () => {
  const { channel, ana, ben } = setup()
  const enter = ({ connection }: typeof ana, state: unknown) =>
    channel.change((presence) => presence.set(connection, state, 1))
  expect([enter(ana, 1), enter(ana, 2), enter(ben, 1)]).toEqual([1, null, 2])
  expect(channel.change((presence) => presence.remove('c-ana', 'leave'))).toBe(1)
})

it('hides presence from a client without the right to it, and shows it when the right is back', () => {
  const { channel, rights, ana, ben } = setup()
  channel.change((presence) => presence.set(ben.connection, 'here', 1))
  rights.deny('presence', 'room', 'ana')
  expect(channel.attach(ana.connection, withPresence, 1)).toMatchObject({
    connections: null,
    presenceHidden: { code: 'forbidden' },
  })
  channel.change((presence) => presence.set(ben.connection, 'busy', 2))
  channel.showPresence()
  expect(ana.told).toEqual([])
  rights.allow('presence', 'room', 'ana')
  channel.showPresence()
  expect(ana.told).toEqual(['presence-snapshot'])
  expect(channel.attach(ana.connection, withPresence, 1)).toMatchObject({ presenceHidden: null })
})
