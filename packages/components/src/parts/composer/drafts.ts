import type { Env } from '@herenow/react'
import { tabStorage } from '../../env/tab-storage.ts'

/** A draft, kept outside of the component that shows it. */
export interface TextStore {
  readonly get: () => string
  readonly set: (text: string) => void
  readonly subscribe: (listener: () => void) => () => void
}

/** Unsent texts by key. */
export interface Drafts {
  /**
   * Opens the draft of a key. Stores nothing: a server may do this for every request.
   *
   * @param initial - the text where there is no draft
   */
  readonly open: (key: string, initial?: string) => TextStore
}

const prefix = 'herenow:draft:'

/** Drafts in memory and in a storage, so that they survive a reload. An empty draft is removed from the storage. */
export function createDrafts(storage?: Env['storage']): Drafts {
  const texts = new Map<string, string>()
  const listeners = new Set<() => void>()
  const subscribe = (listener: () => void) => {
    listeners.add(listener)
    return () => listeners.delete(listener)
  }
  return {
    open: (key, initial = '') => {
      const place = prefix + key
      const get = () => texts.get(place) ?? storage?.get(place) ?? initial
      const set = (text: string) => {
        if (text === get()) return
        texts.set(place, text)
        if (text === '') storage?.remove(place)
        else storage?.set(place, text)
        for (const listener of listeners) listener()
      }
      return { get, set, subscribe }
    },
  }
}

/** The drafts of this tab. Tabs don't share drafts. */
export const tabDrafts: Drafts = createDrafts(tabStorage)
