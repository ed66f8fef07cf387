import type { Store } from '@herenow/core'
import { act, render } from '@testing-library/react'
import type { ReactElement } from 'react'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { useStore } from 'zustand'
import { devtools } from 'zustand/middleware'
import { createStore } from 'zustand/vanilla'
import { expectQuietConsole } from '../test/quiet-console.ts'
import '../test/testing-library.ts'
import { createWorld } from '../test/world.ts'
import type { World } from '../test/world.ts'
import { occupancyView, syncStatusStore, typingStore } from './index.ts'

let world: World
beforeEach(() => {
  world = createWorld()
})
afterEach(() => world.close())
expectQuietConsole()

describe("zustand's useStore", () => {
  it('selects from every public store, and renders what it selected', async () => {
    const ana = world.person('ana').client
    const ben = world.person('ben').client.channel('room')
    const channel = ana.channel('room')
    const typing = typingStore(channel)
    const occupancy = occupancyView(ana, { channels: ['room'] })
    const sync = syncStatusStore(ana)
    function Page(): ReactElement {
      const shown = [
        useStore(ana.connection, ({ status }) => status),
        useStore(channel.state, ({ status }) => status),
        useStore(channel.log, ({ messages }) => messages.length),
        useStore(channel.presence.members, ({ list }) => list.length),
        useStore(typing, (people) => people.length),
        useStore(occupancy, ({ totalOccupancy }) => totalOccupancy),
        useStore(sync),
      ]
      return <p>{shown.join(' ')}</p>
    }
    const { container } = render(<Page />, { reactStrictMode: true })
    expect(container.textContent).toBe('initialized initialized 0 0 0 0 synced')
    const release = occupancy.lease()
    await act(async () => {
      void channel.presence.enter()
      void ben.presence.enter()
      void ben.publish('said', 'hello')
      await world.pass()
      typingStore(ben).set(true)
      await world.pass()
    })
    expect(container.textContent).toBe('connected attached 1 2 1 2 synced')
    release()
  })

  it('renders again only when the selection changes', async () => {
    const { client } = world.person('ana')
    const channel = client.channel('room')
    let renders = 0
    function Count(): ReactElement {
      renders += 1
      return <p>{useStore(channel.log, ({ messages }) => messages.length > 0).toString()}</p>
    }
    const { container } = render(<Count />, { reactStrictMode: false })
    for (const text of ['one', 'two', 'three']) {
      await act(async () => {
        void channel.publish('said', text)
        await world.pass()
      })
    }
    expect(container.textContent).toBe('true')
    expect(renders).toBe(2)
  })
})

interface Recorded {
  readonly sent: unknown[]
  readonly extension: { connect: () => unknown }
}

/** The browser extension, as far as the middleware talks to it. */
function recordingExtension(): Recorded {
  const sent: unknown[] = []
  const connection = {
    init: (state: unknown) => void sent.push(state),
    send: (_action: unknown, state: unknown) => void sent.push(state),
    subscribe: () => () => undefined,
    unsubscribe: () => undefined,
  }
  return { sent, extension: { connect: () => connection } }
}

/** Shows a store in the devtools, as docs/without-react.md does. */
function mirror<State>(store: Store<State>): () => void {
  const shown = createStore<State>()(devtools(() => store.getState(), { enabled: true }))
  const unsubscribe = store.subscribe((state) => shown.setState(state, true, 'changed'))
  return () => {
    unsubscribe()
    shown.devtools.cleanup()
  }
}

describe("zustand's devtools", () => {
  afterEach(() => vi.unstubAllGlobals())

  it('record every state of a store, once and in order', async () => {
    const { sent, extension } = recordingExtension()
    vi.stubGlobal('__REDUX_DEVTOOLS_EXTENSION__', extension)
    const channel = world.person('ana').client.channel('room')
    const stop = mirror(channel.state)
    void channel.attach()
    await world.pass()
    stop()
    await channel.detach()
    expect(sent).toMatchObject([{ status: 'initialized' }, { status: 'attaching' }, { status: 'attached' }])
    expect(sent.at(-1)).not.toBe(channel.state.getState())
  })

  it('record a burst as the paced states that listeners are told, each with the one before as previous', async () => {
    const { sent, extension } = recordingExtension()
    vi.stubGlobal('__REDUX_DEVTOOLS_EXTENSION__', extension)
    const { client } = world.person('ana')
    const channel = client.channel('room')
    await Promise.all([channel.attach(), world.pass()])
    const initially = channel.log.getState()
    const told: unknown[] = [initially]
    const stop = mirror(channel.log)
    channel.log.subscribe((state, previous) => {
      expect(previous).toBe(told.at(-1))
      expect(channel.log.getState()).toBe(state)
      told.push(state)
    })
    for (let index = 0; index < 50; index += 1) void channel.publish('said', index)
    await world.pass()
    stop()
    expect(sent).toEqual(told)
    expect(told.length).toBeGreaterThan(2)
    expect(told.length).toBeLessThan(10)
    expect(channel.log.getState().messages.map(({ status }) => status)).toEqual(Array(50).fill('sent'))
  })
})
