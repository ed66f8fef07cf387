import type { Env } from '@herenow/react'
import { expect, it, vi } from 'vitest'
import { tabStorage } from '../../env/tab-storage.ts'
import { createDrafts } from './drafts.ts'

function memoryStorage(): Env['storage'] & { readonly entries: Map<string, string> } {
  const entries = new Map<string, string>()
  return {
    entries,
    get: (key) => entries.get(key) ?? null,
    set: (key, value) => void entries.set(key, value),
    remove: (key) => void entries.delete(key),
  }
}

it('keeps a draft for each key, over a reload too', () => {
  const storage = memoryStorage()
  const drafts = createDrafts(storage)
  drafts.open('lobby').set('Hello lob')
  drafts.open('design').set('Hello des')
  expect(drafts.open('lobby').get()).toBe('Hello lob')

  const afterReload = createDrafts(storage)
  expect(afterReload.open('lobby').get()).toBe('Hello lob')
  expect(afterReload.open('design').get()).toBe('Hello des')
  expect(afterReload.open('music').get()).toBe('')
})

it('leaves nothing behind of a draft that was sent', () => {
  const storage = memoryStorage()
  const draft = createDrafts(storage).open('lobby')
  draft.set('Hello')
  draft.set('')
  expect(storage.entries.size).toBe(0)
})

it('tells whoever listens about changes, and about nothing else', () => {
  const drafts = createDrafts(memoryStorage())
  const draft = drafts.open('lobby')
  const listener = vi.fn<() => void>()
  const stop = draft.subscribe(listener)
  draft.set('Hello')
  draft.set('Hello')
  expect(listener).toHaveBeenCalledTimes(1)
  drafts.open('lobby').set('Hello you')
  expect(listener).toHaveBeenCalledTimes(2)
  expect(draft.get()).toBe('Hello you')
  stop()
  draft.set('Hello again')
  expect(listener).toHaveBeenCalledTimes(2)
})

it('goes on in memory where nothing can be stored, as on a server', () => {
  const draft = createDrafts(tabStorage).open('lobby')
  draft.set('Hello')
  expect(draft.get()).toBe('Hello')
})
