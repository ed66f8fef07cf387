import type { ConnectEvent, DisconnectEvent, Server, ServerEvent } from '@herenow/server'
import { defineConfig } from '@herenow/server'
import { expectTypeOf, it } from 'vitest'

declare const server: Server

it('gives a listener the event that it asks for, and several as a union', () => {
  server.on('connect', (event) => expectTypeOf(event).toEqualTypeOf<ConnectEvent>())
  server.on(['connect', 'disconnect'], (event) => expectTypeOf(event).toEqualTypeOf<ConnectEvent | DisconnectEvent>())
  const hear = async (event: ServerEvent): Promise<string> => event.type
  expectTypeOf(server.on(['presence', 'channel'], hear)).toEqualTypeOf<() => void>()
  const online = new Set<string>()
  defineConfig({ onConnect: ({ clientId }) => online.add(clientId), onChannel: async ({ state }) => state })
})

it('knows no other events', () => {
  // @ts-expect-error: it is `connect`
  server.on('conect', () => {})
  // @ts-expect-error: a connection is in no channel
  server.on('connect', ({ channel }) => channel)
})
