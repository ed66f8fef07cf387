import type { Env } from '@herenow/react'
import { tabStorage } from '../../env/tab-storage.ts'
import type { TextStore } from './text-store.ts'

/** Texts that were begun and not sent, one for each key. */
export interface Drafts {
  /** The text of a key. Opening keeps nothing: a server may do it for everybody. */
  readonly open: (key: string) => TextStore
}

const prefix = 'herenow:draft:'

/** Drafts in memory, written down in a storage so that a reload finds them. An empty one leaves nothing there. */
export function createDrafts(storage: Env['storage']): Drafts {
  const texts = new Map<string, string>()
  const listeners = new Set<() => void>()
  const read = (place: string) => texts.get(place) ?? storage.get(place) ?? ''
  const write = (place: string, text: string) => {
    if (text === read(place)) return
    texts.set(place, text)
    if (text === '') storage.remove(place)
    else storage.set(place, text)
    for (const listener of listeners) listener()
  }
  const subscribe = (listener: () => void) => {
    listeners.add(listener)
    return () => listeners.delete(listener)
  }
  return {
    open: (key) => {
      const place = prefix + key
      return { get: () => read(place), set: (text) => write(place, text), subscribe }
    },
  }
}

/** The drafts of this tab: two tabs are two writers. */
export const tabDrafts: Drafts = createDrafts(tabStorage)
