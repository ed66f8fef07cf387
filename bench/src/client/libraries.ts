import { createClient } from '@herenow/core'
import type { Client } from '@herenow/core'
import { websocket } from '@herenow/websocket'
import { Centrifuge } from 'centrifuge'
import { io } from 'socket.io-client'
import { play } from './fake-web-socket.ts'

/** How many messages and presence changes a library's listeners have heard. */
export interface Heard {
  messages: number
  presence: number
}

interface Asked {
  readonly type: string
  readonly id: number
}

function playHerenow(): void {
  play('herenow', (text, reply) => {
    if (text === '') return
    for (const { type, id } of [JSON.parse(text) as Asked | readonly Asked[]].flat()) {
      if (type === 'hello') reply(welcome)
      else if (type === 'attach') reply(attached(id))
      else if (type === 'history') reply(JSON.stringify({ type: 'ok', id, result: noHistory }))
      else if (type === 'here-now') reply(JSON.stringify({ type: 'ok', id, result: nobody }))
      else if (id !== undefined) reply(JSON.stringify({ type: 'ok', id }))
    }
  })
}

const limits = { messageBytes: 65_536, signalBytes: 64, frameBytes: 131_072, channels: 200 }
const connection = { connectionId: 'k', resumeKey: 'r', clientId: 'me', resumed: false, pingInterval: 25_000 }
const welcome = JSON.stringify({ type: 'welcome', version: 1, ...connection, limits, features: [] })
const noHistory = { epoch: 'e', messages: [], more: false, complete: true }
const nobody = { totalChannels: 0, totalOccupancy: 0, channels: [] }
const attached = (id: number): string =>
  JSON.stringify([
    { type: 'ok', id, result: { epoch: 'e', offset: 0, recovered: false } },
    {
      type: 'presence-snapshot',
      channel: 'bench',
      revision: 0,
      connections: [],
      first: true,
      last: true,
      settling: false,
    },
  ])

export function openHerenow(): Client {
  playHerenow()
  return createClient({ adapter: websocket('ws://herenow'), clientId: 'me' })
}

/** The headless client with one listener for messages and one for people. */
export async function startHerenow(heard: Heard): Promise<() => Promise<void>> {
  const client = openHerenow()
  const channel = client.channel('bench')
  channel.subscribe(() => (heard.messages += 1))
  channel.presence.subscribe(() => (heard.presence += 1))
  await channel.attach()
  return () => client.close()
}

export async function startCentrifuge(heard: Heard): Promise<() => Promise<void>> {
  play('centrifuge', (text, reply) => {
    for (const line of text.split('\n').filter((part) => part !== '')) {
      const { id, connect } = JSON.parse(line) as { id?: number; connect?: object }
      if (id === undefined) continue
      const result = connect === undefined ? { subscribe: {} } : { connect: { client: 'k', version: '6' } }
      reply(JSON.stringify({ id, ...result }))
    }
  })
  const client = new Centrifuge('ws://centrifuge/connection/websocket')
  const subscription = client.newSubscription('bench')
  subscription.on('publication', () => (heard.messages += 1))
  subscription.on('join', () => (heard.presence += 1))
  const ready = new Promise<void>((resolve) => subscription.once('subscribed', () => resolve()))
  subscription.subscribe()
  client.connect()
  await ready
  return async () => client.disconnect()
}

export async function startSocketIo(heard: Heard): Promise<() => Promise<void>> {
  play('socketio', (text, reply) => {
    if (text === '') reply('0{"sid":"s","upgrades":[],"pingInterval":300000,"pingTimeout":300000,"maxPayload":1000000}')
    else if (text.startsWith('40')) reply('40{"sid":"t"}')
  })
  const socket = io('ws://socketio', { transports: ['websocket'], forceNew: true })
  socket.on('said', () => (heard.messages += 1))
  socket.on('joined', () => (heard.presence += 1))
  await new Promise<void>((resolve) => socket.once('connect', () => resolve()))
  return async () => void socket.disconnect()
}
