import type { Client } from '@herenow/core'
import { render } from '@testing-library/react'
import { useEffect } from 'react'
import type { ReactElement } from 'react'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { expectQuietConsole } from '../test/quiet-console.ts'
import { renderHookWithClient, renderWithClient } from '../test/render.tsx'
import { createWorld } from '../test/world.ts'
import type { World } from '../test/world.ts'
import { RealtimeProvider, useChannel, useHereNow, useHistory, usePresence, useTyping } from './index.ts'

let world: World
beforeEach(() => {
  world = createWorld()
})
afterEach(() => world.close())
expectQuietConsole()

function Room({ name = 'room' }: { readonly name?: string }): ReactElement {
  const { channelStatus } = useChannel(name)
  const { members } = usePresence(name)
  const { messages } = useHistory(name)
  return (
    <p>
      {name} {channelStatus} [{members.map((member) => member.clientId).join()}] [
      {messages.map((message) => String(message.data)).join()}]
    </p>
  )
}

const kinds = (calls: readonly string[]): readonly string[] => calls.filter((call) => !call.startsWith('watch'))

it('goes A, B, A without a moment of the wrong room, and is present in B only after leaving A', async () => {
  const ana = world.person('ana')
  const ben = world.person('ben')
  await Promise.all([
    ben.client.channel('a').publish('said', 'in a'),
    ben.client.channel('b').publish('said', 'in b'),
    world.pass(),
  ])
  const page = renderWithClient(<Room name="a" />, { client: ana.client })
  await world.pass()
  expect(page.container.textContent).toBe('a attached [ana] [in a]')

  page.rerender(<Room name="b" />)
  expect(page.container.textContent).toBe('b attaching [] []')
  page.rerender(<Room name="a" />)
  expect(page.container.textContent).toBe('a attached [ana] [in a]')
  page.rerender(<Room name="b" />)
  await world.pass(3_000)
  expect(page.container.textContent).toBe('b attached [ana] [in b]')
  expect(await ben.client.whereNow('ana')).toEqual(['b'])
  expect(ana.calls.filter((call) => call === 'attach a')).toHaveLength(1)

  page.rerender(<Room name="a" />)
  expect(page.container.textContent).toContain('[in a]')
})

it('keeps the lease on the wire when one user of a channel goes as another comes', async () => {
  const ana = world.person('ana')
  const page = renderWithClient(<Room key="first" />, { client: ana.client })
  await world.pass()
  const before = ana.calls.length
  page.rerender(<Room key="second" />)
  await world.pass(5_000)
  expect(ana.calls.slice(before)).toEqual([])
  expect(page.container.textContent).toBe('room attached [ana] []')
})

/** What every hook says: the channel, its status, and how many members, messages, present and typing people. */
function useSwitchable(enabled: boolean): readonly unknown[] {
  const { channel, channelStatus } = useChannel('room', { enabled })
  const { members } = usePresence('room', { enabled })
  const { messages } = useHistory('room', { enabled })
  const { occupancy } = useHereNow('room', { enabled })
  const { typing } = useTyping('room', { enabled })
  return [channel?.name, channelStatus, members.length, messages.length, occupancy, typing.length]
}

it('shows initial values while disabled, and releases all that it held', async () => {
  const ana = world.person('ana')
  const { result, rerender } = renderHookWithClient(useSwitchable, { client: ana.client, initialProps: false })
  await world.pass()
  expect(result.current).toEqual([undefined, 'initialized', 0, 0, 0, 0])
  expect(kinds(ana.calls)).toEqual(['connect'])

  rerender(true)
  rerender(false)
  rerender(true)
  await world.pass()
  expect(result.current).toEqual(['room', 'attached', 1, 0, 1, 0])

  rerender(false)
  expect(result.current).toEqual([undefined, 'initialized', 0, 0, 0, 0])
  await world.pass(3_000)
  expect(ana.calls).toEqual(expect.arrayContaining(['presence.leave room', 'detach room']))
})

it('shows initial values while signed out, and moves to another client in one commit without closing the old one', async () => {
  const ana = world.person('ana')
  const ben = world.person('ben')
  await Promise.all([ana.client.channel('room').publish('said', 'hello'), world.pass()])
  const seen: string[] = []
  function Reader(): ReactElement {
    const { channel } = useChannel('room')
    const { messages } = useHistory('room')
    const { self } = usePresence('room')
    const text = `${channel === null ? 'nobody' : channel === ana.client.channel('room') ? 'ana' : 'ben'} ${messages.length} ${self?.clientId ?? '-'}`
    useEffect(() => void seen.push(text))
    return <p>{text}</p>
  }
  const reader = (client: Client | null): ReactElement => (
    <RealtimeProvider client={client}>
      <Reader />
    </RealtimeProvider>
  )
  const page = render(reader(ana.client), { reactStrictMode: false })
  await world.pass()
  page.rerender(reader(null))
  expect(page.container.textContent).toBe('nobody 0 -')
  page.rerender(reader(ana.client))
  expect(page.container.textContent).toBe('ana 1 ana')
  page.rerender(reader(ben.client))
  expect(page.container.textContent).toBe('ben 0 -')
  await world.pass(3_000)
  expect(page.container.textContent).toBe('ben 1 ben')

  const fromBen = seen.slice(seen.findIndex((text) => text.startsWith('ben')))
  expect(fromBen.filter((text) => !text.startsWith('ben'))).toEqual([])
  expect(ana.client.connection.getState().status).toBe('closed')
  await Promise.all([ana.client.channel('room').publish('said', 'again'), world.pass()])
  expect(page.container.textContent).toBe('ben 2 ben')
})

it('stays on the page when its client is closed by hand, also when it asks for another room then', async () => {
  const ana = world.person('ana')
  const room = (client: Client | null, name: string): ReactElement => (
    <RealtimeProvider client={client}>
      <Room name={name} />
    </RealtimeProvider>
  )
  const page = render(room(ana.client, 'room'))
  await world.pass()
  await Promise.all([ana.client.close(), world.pass()])
  page.rerender(room(ana.client, 'hall'))
  await world.pass()
  expect(page.container.textContent).toMatch(/^hall/)
  page.rerender(room(null, 'hall'))
  expect(page.container.textContent).toBe('hall initialized [] []')
})

function Options({ rewind }: { readonly rewind: number }): null {
  useChannel('room', { rewind })
  return null
}

it('takes the first options for a channel, whatever others say, and attaches once', async () => {
  const ana = world.person('ana')
  const page = renderWithClient([<Options key="1" rewind={5} />, <Options key="2" rewind={7} />], {
    client: ana.client,
  })
  page.rerender([<Options key="1" rewind={5} />, <Options key="2" rewind={9} />])
  await world.pass()
  expect(ana.calls.filter((call) => call.startsWith('attach'))).toEqual(['attach room'])
  expect(ana.log.entries.map(({ level }) => level)).toContain('warn')
})

it('warns once about other options', async () => {
  const ana = world.person('ana')
  const page = renderWithClient([<Options key="1" rewind={5} />, <Options key="2" rewind={7} />], {
    client: ana.client,
  })
  for (let rewind = 10; rewind < 20; rewind += 1) page.rerender([<Options key="1" rewind={rewind} />])
  await world.pass()
  expect(ana.log.entries.filter((entry) => entry.level === 'warn')).toHaveLength(1)
})

it('takes options that come before the first attach, also when a hook without any names the channel first', async () => {
  const ana = world.person('ana')
  const ben = world.person('ben')
  await Promise.all([ben.client.channel('room').publish('said', 'before'), world.pass()])
  const heard: unknown[] = []
  renderHookWithClient(
    () => {
      usePresence('room')
      useChannel('room', { rewind: 5, onMessage: ({ data }) => heard.push(data) })
    },
    { client: ana.client },
  )
  await world.pass()
  expect(heard).toEqual(['before'])
})
