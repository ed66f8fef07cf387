import { Component, lazy, Suspense } from 'react'
import type { ComponentType, ReactElement, ReactNode } from 'react'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { countAcquisitions } from '../test/count-acquisitions.ts'
import { expectQuietConsole } from '../test/quiet-console.ts'
import { renderHookWithClient, renderWithClient } from '../test/render.tsx'
import { createWorld } from '../test/world.ts'
import type { World } from '../test/world.ts'
import { useChannel, useChannelEvent, useHereNow, useHistory, usePresence, useTyping, useWhereNow } from './index.ts'

let world: World
beforeEach(() => {
  world = createWorld()
})
afterEach(() => world.close())
const quiet = expectQuietConsole()

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

it('mounts under StrictMode with one connection, one attach, one enter and one page of history', async () => {
  const ana = world.person('ana')
  const page = renderWithClient(<Room />, { client: ana.client })
  await world.pass(2_000)
  expect([...kinds(ana.calls)].sort()).toEqual(['attach room', 'connect', 'history room', 'presence.enter room'])
  expect(page.container.textContent).toBe('room attached [ana] []')

  page.unmount()
  await world.pass(5_000)
  expect(kinds(ana.calls).slice(4)).toEqual(expect.arrayContaining(['presence.leave room', 'detach room', 'close']))
  expect(ana.page.clock.pending).toBe(0)
})

it('acquires nothing in a render that is thrown away', async () => {
  const ana = world.person('ana')
  const { client, acquired } = countAcquisitions(ana.client)
  const Never = lazy(() => new Promise<never>(() => undefined))
  function Thrown(): ReactElement {
    useChannel('room', { onMessage: () => undefined })
    usePresence('room')
    useHistory('room')
    useTyping('room')
    useChannelEvent('room', 'said', () => undefined)
    useHereNow({ channels: ['room'] })
    useWhereNow('ben')
    return <Never />
  }
  const page = renderWithClient(
    <Suspense fallback="waiting">
      <Thrown />
    </Suspense>,
    { client },
  )
  await world.pass()
  expect(page.container.textContent).toBe('waiting')
  // The provider's own lease of the connection, as StrictMode takes it.
  expect(acquired).toEqual(['lease', 'lease'])
  expect(kinds(ana.calls)).toEqual(['connect'])
  expect(ana.page.clock.pending).toBe(0)
})

it('finds the same channel when its first mount suspends and is tried again', async () => {
  const ana = world.person('ana')
  let load: (module: { readonly default: ComponentType }) => void = () => undefined
  const Lazy = lazy(() => new Promise<{ readonly default: ComponentType }>((resolve) => (load = resolve)))
  const rendered = vi.fn()
  function Late(): ReactElement {
    rendered()
    const { channel } = useChannel('room')
    return (
      <p>
        {channel === ana.client.channel('room') ? 'same' : 'another'}
        <Lazy />
      </p>
    )
  }
  const page = renderWithClient(
    <Suspense fallback="waiting">
      <Late />
    </Suspense>,
    { client: ana.client },
  )
  expect(page.container.textContent).toBe('waiting')
  const before = rendered.mock.calls.length
  load({ default: () => null })
  await expect.poll(() => page.container.textContent).toBe('same')
  expect(rendered.mock.calls.length).toBeGreaterThan(before)
  await world.pass()
  expect(ana.calls.filter((call) => call === 'attach room')).toEqual(['attach room'])
})

class Boundary extends Component<{ readonly children: ReactNode }, { readonly failed: boolean }> {
  override state = { failed: false }
  static getDerivedStateFromError(): { failed: boolean } {
    return { failed: true }
  }
  override render(): ReactNode {
    return this.state.failed ? 'failed' : this.props.children
  }
}

it('releases everything when an error takes the component away', async () => {
  // React reports the error that the test throws.
  quiet.errors().mockImplementation(() => undefined)
  const ana = world.person('ana')
  function Broken({ broken }: { readonly broken: boolean }): ReactElement {
    const room = <Room />
    if (broken) throw new Error('Broken on purpose')
    return room
  }
  const page = renderWithClient(
    <Boundary>
      <Broken broken={false} />
    </Boundary>,
    { client: ana.client },
  )
  await world.pass()
  page.rerender(
    <Boundary>
      <Broken broken />
    </Boundary>,
  )
  expect(page.container.textContent).toBe('failed')
  await world.pass(2_000)
  expect(ana.calls).toEqual(expect.arrayContaining(['presence.leave room', 'detach room']))
  expect(quiet.errors()).toHaveBeenCalled()
  quiet.errors().mockClear()
})

it('leaves also when it unmounts before the service has answered the enter', async () => {
  const ana = world.person('ana')
  const ben = world.person('ben')
  const page = renderWithClient(<Room />, { client: ana.client })
  page.unmount()
  await world.pass(5_000)
  const here = ben.client.hereNow({ channels: ['room'] })
  await world.pass()
  expect((await here).totalOccupancy).toBe(0)
  expect(ana.page.clock.pending).toBe(0)
})

it('still sends what was published just before it unmounted', async () => {
  const ana = world.person('ana')
  const ben = world.person('ben')
  const { result, unmount } = renderHookWithClient(() => useChannel('room'), { client: ana.client })
  const saying = result.current.publish('said', 'last words')
  unmount()
  await world.pass(3_000)
  await expect(saying).resolves.toMatchObject({ duplicate: false })
  const history = ben.client.channel('room').history()
  await world.pass()
  expect((await history).items.map((message) => message.data)).toEqual(['last words'])
})
