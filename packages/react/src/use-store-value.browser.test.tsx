import type { Store } from '@herenow/core'
import { settled } from '@herenow/testing'
import { render, renderHook } from '@testing-library/react'
import { startTransition, useLayoutEffect, useState } from 'react'
import type { ReactElement } from 'react'
import { expect, it, onTestFinished } from 'vitest'
import { expectQuietConsole } from '../test/quiet-console.ts'
import '../test/testing-library.ts'
import { useStoreValue } from './use-store-value.ts'

interface TestStore<State> extends Store<State> {
  set(state: State): void
  readonly subscriptions: number
  readonly listeners: number
}

function testStore<State>(initial: State): TestStore<State> {
  const listeners = new Set<(state: State, previous: State) => void>()
  let state = initial
  let subscriptions = 0
  return {
    getState: () => state,
    getInitialState: () => initial,
    subscribe: (listener) => {
      subscriptions += 1
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    set: (next) => {
      const previous = state
      state = next
      listeners.forEach((listener) => listener(state, previous))
    },
    get subscriptions() {
      return subscriptions
    },
    get listeners() {
      return listeners.size
    },
  }
}

expectQuietConsole()

it('catches a change between render and effect', () => {
  const store = testStore(1)
  function Changer(): null {
    useLayoutEffect(() => store.set(2), [])
    return null
  }
  function Reader(): ReactElement {
    return <p>{useStoreValue(store)}</p>
  }
  const { container } = render([<Reader key="reader" />, <Changer key="changer" />])
  expect(container.textContent).toBe('2')
})

it('lets a selector build a new object at every call', async () => {
  const store = testStore({ count: 1 })
  let renders = 0
  const { result } = renderHook(() => {
    renders += 1
    return useStoreValue(store, (state) => ({ count: state.count }))
  })
  store.set({ count: 2 })
  await settled()
  expect(result.current).toEqual({ count: 2 })
  expect(renders).toBeLessThan(10)
})

it('renders again only when the selection is another one by the given equality', async () => {
  const store = testStore({ names: ['ana'], noise: 0 })
  let renders = 0
  const sameLength = (a: readonly string[], b: readonly string[]): boolean => a.length === b.length
  const { result } = renderHook(() => {
    renders += 1
    return useStoreValue(store, (state) => state.names.map((name) => name), sameLength)
  })
  const before = renders
  store.set({ names: ['ben'], noise: 1 })
  await settled()
  expect(renders).toBe(before)
  store.set({ names: ['ben', 'cleo'], noise: 1 })
  await settled()
  expect(result.current).toHaveLength(2)
})

it('keeps the identity of an equal selection over renders with another selector', () => {
  const store = testStore({ names: ['ana'] })
  const seen = new Set<readonly string[]>()
  const sameNames = (a: readonly string[], b: readonly string[]): boolean => a.join() === b.join()
  const { rerender } = renderHook(() => {
    const names = useStoreValue(store, (state) => state.names.map((name) => name), sameNames)
    useLayoutEffect(() => void seen.add(names))
  })
  for (let turn = 1; turn < 10; turn += 1) rerender()
  expect(seen.size).toBe(1)
  expect(store.subscriptions).toBeLessThanOrEqual(2)
})

it('selects what the newest props ask for', () => {
  const store = testStore<Readonly<Record<string, number>>>({ a: 1, b: 2 })
  const { result, rerender } = renderHook((field: string) => useStoreValue(store, (state) => state[field]), {
    initialProps: 'a',
  })
  rerender('b')
  expect(result.current).toBe(2)
})

it('survives a selector that throws for props that are about to go', async () => {
  const store = testStore<readonly string[]>(['ana'])
  function Item({ index }: { readonly index: number }): ReactElement {
    return (
      <p>
        {useStoreValue(store, (names) => {
          const name = names[index]
          if (name === undefined) throw new Error('No such name')
          return name
        })}
      </p>
    )
  }
  function List(): ReactElement {
    const length = useStoreValue(store, (names) => names.length)
    return (
      <>
        {Array.from({ length }, (_, index) => (
          <Item key={index} index={index} />
        ))}
      </>
    )
  }
  const { container } = render(<List />)
  store.set([])
  await settled()
  expect(container.textContent).toBe('')
})

it('moves to another store at once and lets go of the old one', async () => {
  const first = testStore('first')
  const second = testStore('second')
  const { result, rerender, unmount } = renderHook((store: Store<string>) => useStoreValue(store), {
    initialProps: first,
  })
  rerender(second)
  expect(result.current).toBe('second')
  expect(first.listeners).toBe(0)
  unmount()
  expect(second.listeners).toBe(0)
})

it('never shows two readers of one store different values, also when it changes in the middle of a transition', async () => {
  const store = testStore(0)
  const { port1, port2 } = new MessageChannel()
  const container = document.createElement('div')
  const steps: string[] = []
  const shown = new Set<string>()
  let begin: () => void = () => undefined
  port1.onmessage = () => {
    steps.push('change')
    store.set(1)
  }
  function Reader(): ReactElement {
    useLayoutEffect(() => void shown.add(container.textContent))
    return <i>{useStoreValue(store)}</i>
  }
  /** Takes so long that React pauses behind it, and lets in what came from the network. */
  function Slow({ turn }: { readonly turn: number }): null {
    if (turn === 1 && store.getState() === 0) {
      port2.postMessage('change')
      for (const until = performance.now() + 20; performance.now() < until;);
    }
    return null
  }
  function Page(): ReactElement {
    const [turn, setTurn] = useState(0)
    begin = () => startTransition(() => setTurn(1))
    useLayoutEffect(() => void steps.push(`turn ${turn}`), [turn])
    return (
      <>
        <Reader />
        <Slow turn={turn} />
        <Reader />
      </>
    )
  }
  onTestFinished(() => port1.close())
  render(<Page />, { container, reactStrictMode: false })
  begin()
  await expect.poll(() => [steps.length, container.textContent]).toEqual([3, '11'])
  // WebKit may let React go on before what came from the network.
  expect([
    ['turn 0', 'change', 'turn 1'],
    ['turn 0', 'turn 1', 'change'],
  ]).toContainEqual(steps)
  expect([...shown]).toEqual(['00', '11'])
})
