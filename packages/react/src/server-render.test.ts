import { createClient } from '@herenow/core'
import type { Client } from '@herenow/core'
import { createTestEnv, scriptedAdapter } from '@herenow/testing'
import { createElement } from 'react'
import type { ReactElement } from 'react'
import { renderToString } from 'react-dom/server'
import { expect, it, vi } from 'vitest'
import * as kit from './index.ts'

function Everything(): ReactElement {
  const connection = kit.useConnectionState()
  const channel = kit.useChannel('room', { rewind: 5, onMessage: () => undefined })
  const history = kit.useHistory('room')
  const presence = kit.usePresence('room', { state: { mood: 'calm' } })
  const one = kit.useHereNow('room')
  const several = kit.useHereNow({ channels: ['room', 'hall'] })
  const where = kit.useWhereNow('ana')
  const { typing } = kit.useTyping('room')
  const member = kit.useMember('room', 'ana')
  const members = kit.useMembers('room', ({ list }) => list.length)
  kit.usePublish('room')
  kit.useUpdatePresence('room')
  kit.useChannelEvent('room', 'said', () => undefined)
  kit.useConnectionEvents({})
  kit.useRealtimeErrors(() => undefined)
  const seen = {
    connection: connection.status,
    channel: [channel.status, channel.channelStatus, channel.error],
    history: [history.status, history.messages, history.hasOlder, history.gaps],
    presence: [presence.status, presence.members, presence.self],
    one: [one.status, one.occupancy],
    several: [several.status, several.totalOccupancy, several.channels],
    where: [where.status, where.channels],
    typing,
    member,
    members,
  }
  return createElement('pre', null, JSON.stringify(seen))
}

const initially = {
  connection: 'initialized',
  channel: ['pending', 'initialized', null],
  history: ['pending', [], false, []],
  presence: ['pending', [], null],
  one: ['pending', 0],
  several: ['pending', 0, {}],
  where: ['pending', []],
  typing: [],
  member: null,
  members: 0,
}

function render(client: Client | null): unknown {
  const html = renderToString(createElement(kit.RealtimeProvider, { client }, createElement(Everything)))
  return JSON.parse(html.replace(/<[^>]+>/g, '').replaceAll('&quot;', '"'))
}

it('renders the initial state on a server, and opens, asks and starts nothing', () => {
  const { env, clock } = createTestEnv()
  const adapter = scriptedAdapter()
  const token = vi.fn(async () => 'token')
  const client = createClient({ adapter, clientId: 'ana', token, env })

  expect(render(client)).toEqual(initially)
  expect(adapter.sessions).toEqual([])
  expect(token).not.toHaveBeenCalled()
  expect(clock.pending).toBe(0)
})

it('renders the initial state while nobody is signed in', () => {
  expect(render(null)).toEqual(initially)
})

it('tells whoever uses a hook outside a provider what is missing', () => {
  expect(() => renderToString(createElement(Everything))).toThrowError(
    expect.objectContaining({
      name: 'RealtimeError',
      code: 'invalid_argument',
      hint: expect.stringContaining('<RealtimeProvider client={client}>'),
    }),
  )
})

it('says at once that a name can not be a channel', () => {
  const client = createClient({ adapter: scriptedAdapter(), env: createTestEnv().env })
  function Wrong(): null {
    kit.useChannel('not a name')
    return null
  }
  const tree = createElement(kit.RealtimeProvider, { client }, createElement(Wrong))
  expect(() => renderToString(tree)).toThrowError(expect.objectContaining({ code: 'invalid_argument' }))
})
