import { describe, expect, it } from 'vitest'
import { createSlicedStore } from './sliced-store.ts'

interface Slices {
  readonly a: number
  readonly b: string
}

const ignore = (): void => {}

describe('SlicedStore', () => {
  it('tells a view only about its own slice', () => {
    const store = createSlicedStore<Slices>({ a: 1, b: 'x' }, ignore)
    const heard: unknown[] = []
    store.view('a').subscribe((now, before) => heard.push([now, before]))
    store.commit({ b: 'y' })
    store.commit({ a: 2, b: 'z' })
    store.commit({ a: 2 })
    expect(heard).toEqual([[2, 1]])
  })

  it('changes all slices of a commit before it calls a listener', () => {
    const store = createSlicedStore<Slices>({ a: 1, b: 'x' }, ignore)
    const views = { a: store.view('a'), b: store.view('b') }
    const heard: string[] = []
    const read = (): unknown => heard.push(`${views.a.getState()}${views.b.getState()}`)
    views.a.subscribe(read)
    views.b.subscribe(read)
    store.commit({ a: 2, b: 'y' })
    expect(heard).toEqual(['2y', '2y'])
  })

  it('gives a view that is opened by a listener the newest state, and tells it only of what follows', () => {
    const store = createSlicedStore<Slices>({ a: 1, b: 'x' }, ignore)
    const heard: unknown[] = []
    const unsubscribe = store.view('a').subscribe(() => {
      unsubscribe()
      const late = store.view('a')
      heard.push(late.getState())
      late.subscribe((now, before) => heard.push([now, before]))
    })
    store.commit({ a: 2 })
    store.commit({ a: 3 })
    expect(heard).toEqual([2, [3, 2]])
  })

  it('keeps the initial state for server renders', () => {
    const store = createSlicedStore<Slices>({ a: 1, b: 'x' }, ignore)
    store.commit({ a: 2 })
    expect(store.view('a').getInitialState()).toBe(1)
    expect(store.view('a').getState()).toBe(2)
  })

  it('never shows a listener an older state after a newer one, also when a listener commits', () => {
    const store = createSlicedStore<Slices>({ a: 0, b: '' }, ignore)
    const heard: string[] = []
    const view = store.view('a')
    view.subscribe((a) => {
      if (a === 1) store.commit({ a: 2 })
      heard.push(`first ${a} ${view.getState()}`)
    })
    view.subscribe((a) => heard.push(`second ${a} ${view.getState()}`))
    store.commit({ a: 1 })
    expect(heard).toEqual(['first 1 1', 'second 1 1', 'first 2 2', 'second 2 2'])
  })

  it('goes on notifying after a listener threw', () => {
    const reported: unknown[] = []
    const store = createSlicedStore<Slices>({ a: 0, b: '' }, (error) => reported.push(error))
    const heard: number[] = []
    store.view('a').subscribe(() => {
      throw new Error('broken')
    })
    store.view('a').subscribe((a) => heard.push(a))
    store.commit({ a: 1 })
    store.commit({ a: 2 })
    expect(heard).toEqual([1, 2])
    expect(reported).toHaveLength(2)
  })
})
