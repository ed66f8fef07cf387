'use client'

import type { Store } from '@herenow/core'
import { useCallback, useEffect, useMemo, useState, useSyncExternalStore } from 'react'
import type { Equality } from './equality.ts'

/**
 * Reads a store, or the result of `selector`. This is the only place where this package subscribes to state.
 *
 * Renders again only when the selection changes by `isEqual` (default `Object.is`). Inline selectors are fine: a new
 * one costs a call, never a subscription. On the server and while hydrating: the store's initial state.
 */
export function useStoreValue<State>(store: Store<State>): State
export function useStoreValue<State, T>(store: Store<State>, selector: (state: State) => T, isEqual?: Equality<T>): T
export function useStoreValue<State, T>(
  store: Store<State>,
  selector: ((state: State) => T) | undefined,
  isEqual: Equality<T> | undefined,
): State | T
export function useStoreValue<State, T>(
  store: Store<State>,
  selector: (state: State) => State | T = whole,
  isEqual: Equality<State | T> = Object.is,
): State | T {
  const [shown] = useState(() => shownSelection<State | T>())
  const [now, initially] = useMemo(() => {
    const select = remembering(selector, isEqual, shown)
    return [() => select(store.getState()), () => select(store.getInitialState())] as const
  }, [store, selector, isEqual, shown])
  const subscribe = useCallback((notify: () => void) => store.subscribe(notify), [store])
  const value = useSyncExternalStore(subscribe, now, initially)
  useEffect(() => shown.put({ value }), [shown, value])
  return value
}

interface Selected<T> {
  readonly value: T
}

/** The committed selection. It is written after a commit, and only decides which of two equal values is returned. */
interface ShownSelection<T> {
  get(): Selected<T> | null
  put(selected: Selected<T>): void
}

function shownSelection<T>(): ShownSelection<T> {
  let shown: Selected<T> | null = null
  return {
    get: () => shown,
    put: (selected) => {
      shown = selected
    },
  }
}

function whole<State>(state: State): State {
  return state
}

/**
 * Selects once per state, which also keeps a selector that always builds a new object from looping; what equals the
 * selection before, or the one on the screen, keeps its identity.
 */
function remembering<State, T>(
  selector: (state: State) => T,
  isEqual: Equality<T>,
  shown: ShownSelection<T>,
): (state: State) => T {
  let last: (Selected<T> & { readonly state: State }) | null = null
  return (state) => {
    if (last !== null && Object.is(last.state, state)) return last.value
    const next = selector(state)
    const previous = last ?? shown.get()
    const value = previous !== null && isEqual(previous.value, next) ? previous.value : next
    last = { state, value }
    return value
  }
}
