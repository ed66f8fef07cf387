import { memo } from 'react'
import type { ReactElement } from 'react'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { countAcquisitions } from '../test/count-acquisitions.ts'
import { expectQuietConsole } from '../test/quiet-console.ts'
import { renderHookWithClient, renderWithClient } from '../test/render.tsx'
import { createWorld } from '../test/world.ts'
import type { World } from '../test/world.ts'
import { useChannel, useConnectionState, useHereNow, useHistory, usePresence } from './index.ts'

// What the project promises of its hooks, counted.

let world: World
beforeEach(() => {
  world = createWorld()
})
afterEach(() => world.close())
expectQuietConsole()

/** What five hooks say: the connection, and how many members, present people and messages. */
function useFiveHooks(turn: number, heard: string[]): readonly unknown[] {
  const connection = useConnectionState((state) => ({ status: state.status }))
  useChannel('room', {
    rewind: { seconds: 60 },
    onMessage: (message) => heard.push(`${turn}: ${String(message.data)}`),
    onSignal: (signal) => heard.push(`${turn}: ${signal.name}`),
  })
  const { members } = usePresence('room', { state: { seat: [1, 2] }, throttle: 50 })
  const { totalOccupancy } = useHereNow({ channels: ['room', 'hall'] })
  const { messages } = useHistory('room', { limit: 20 })
  return [connection.status, members.length, totalOccupancy, messages.length]
}

it('subscribes to nothing and asks for nothing in 100 renders, and calls the newest handlers', async () => {
  const ana = world.person('ana')
  const ben = world.person('ben')
  const { client, acquired } = countAcquisitions(ana.client)
  const heard: string[] = []
  const { result, rerender } = renderHookWithClient((turn: number) => useFiveHooks(turn, heard), {
    client,
    initialProps: 0,
  })
  await world.pass()
  expect(result.current).toEqual(['connected', 1, 1, 0])

  const before = { acquired: acquired.length, calls: ana.calls.length }
  for (let turn = 1; turn <= 100; turn += 1) rerender(turn)
  await world.pass()
  expect(acquired.slice(before.acquired)).toEqual([])
  expect(ana.calls.slice(before.calls)).toEqual([])

  await Promise.all([ben.client.channel('room').publish('said', 'hello'), world.pass()])
  expect(heard).toEqual(['100: hello'])
  expect(result.current).toEqual(['connected', 1, 1, 1])
})

it('counts acquisitions where there are some: a new channel is subscribed to and asked for', async () => {
  const { client, acquired } = countAcquisitions(world.person('ana').client)
  const { rerender } = renderHookWithClient((name: string) => useHistory(name), { client, initialProps: 'room' })
  const before = acquired.length
  rerender('hall')
  expect(acquired.slice(before)).toEqual(expect.arrayContaining(['lease', 'subscribe']))
})

function Watcher(): ReactElement {
  const { members } = usePresence('room', { enter: false })
  return <p>{members.map((member) => member.clientId).join()};</p>
}

it('asks for nothing more when three components watch presence over 100 events', async () => {
  const ana = world.person('ana')
  const ben = world.person('ben')
  const page = renderWithClient(
    [1, 2, 3].map((key) => <Watcher key={key} />),
    { client: ana.client },
  )
  await world.pass()

  const before = ana.calls.length
  const { presence } = ben.client.channel('room')
  for (let turn = 0; turn < 50; turn += 1) {
    await Promise.all([presence.enter({ turn }), world.pass()])
    expect(page.container.textContent).toBe('ben;ben;ben;')
    await Promise.all([presence.leave(), world.pass()])
    expect(page.container.textContent).toBe(';;;')
  }
  expect(ana.calls.slice(before)).toEqual([])
  expect(ana.calls.filter((call) => call.startsWith('attach'))).toEqual(['attach room'])
})

function Present(): null {
  usePresence('room')
  return null
}

it('stays present until the last of two components unmounts, then leaves once', async () => {
  const ana = world.person('ana')
  const page = renderWithClient([<Present key="1" />, <Present key="2" />], { client: ana.client })
  await world.pass()
  expect(presenceCalls(ana.calls)).toEqual(['presence.enter room'])

  page.rerender([<Present key="1" />])
  await world.pass(5_000)
  expect(presenceCalls(ana.calls)).toEqual(['presence.enter room'])

  page.rerender(null)
  await world.pass(5_000)
  expect(presenceCalls(ana.calls)).toEqual(['presence.enter room', 'presence.leave room'])
})

function presenceCalls(calls: readonly string[]): readonly string[] {
  return calls.filter((call) => call.startsWith('presence'))
}

it('commits at most five times for 50 messages in 50 frames, and builds one snapshot for each notification', async () => {
  const ana = world.person('ana')
  const ben = world.person('ben')
  const { result, commits } = renderHookWithClient(() => useHistory('room').messages.map(({ data }) => data), {
    client: ana.client,
  })
  await world.pass()
  const snapshots = new Set<unknown>()
  const { log } = ana.client.channel('room')
  let notifications = 0
  log.subscribe((state) => {
    notifications += 1
    snapshots.add(state.messages).add(log.getState().messages)
  })

  const before = commits()
  const numbers = Array.from({ length: 50 }, (_, index) => index)
  const room = ben.client.channel('room')
  await Promise.all([...numbers.map((number) => room.publish('said', number)), world.pass()])
  expect(result.current).toEqual(numbers)
  expect(commits() - before).toBeLessThanOrEqual(5)
  expect(snapshots.size).toBe(notifications)
})

it('detaches after the linger when everything unmounts, and leaves no timer', async () => {
  const ana = world.person('ana')
  function FiveHooks(): null {
    useFiveHooks(0, [])
    return null
  }
  // The provider stays.
  const { rerender } = renderWithClient(<FiveHooks />, { client: ana.client })
  await world.pass()
  rerender(null)
  await world.pass(500)
  expect(ana.calls.filter((call) => call.startsWith('detach'))).toEqual([])

  await world.pass(1_000)
  expect(ana.calls.filter((call) => /^(attach|detach)/.test(call))).toEqual(['attach room', 'detach room'])
  expect(ana.client.channel('room').state.getState().status).toBe('detached')
  expect(ana.client.connection.getState().status).toBe('connected')
})

it('closes the connection when the provider is gone, and leaves nothing behind', async () => {
  const ana = world.person('ana')
  const { client, acquired } = countAcquisitions(ana.client)
  const { unmount } = renderHookWithClient(() => useFiveHooks(0, []), { client })
  await world.pass()
  expect(acquired.length).toBeGreaterThan(0)

  unmount()
  await world.pass(5_000)
  expect(ana.client.connection.getState().status).toBe('closed')
  expect(ana.page.clock.pending).toBe(0)
  expect(ana.page.network.listeners).toBe(0)
  expect(ana.page.visibility.listeners).toBe(0)
})

const Child = memo(function Child({ onRender }: { readonly onRender: () => void }): ReactElement {
  onRender()
  const { messages } = useHistory('room')
  return <p>{messages.length}</p>
})

it('renders a reader only for what it reads', async () => {
  const ana = world.person('ana')
  const ben = world.person('ben')
  const rendered = vi.fn()
  const page = renderWithClient(<Child onRender={rendered} />, { client: ana.client, strict: false })
  await world.pass()

  const before = rendered.mock.calls.length
  await Promise.all([
    ben.client.channel('room').presence.enter(),
    ben.client.channel('hall').publish('said', 1),
    world.pass(),
  ])
  page.rerender(<Child onRender={rendered} />)
  expect(rendered).toHaveBeenCalledTimes(before)
  await Promise.all([ben.client.channel('room').publish('said', 1), world.pass()])
  expect(rendered).toHaveBeenCalledTimes(before + 1)
})
