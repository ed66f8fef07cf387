import type { Env } from '@herenow/react'
import { tabStorage } from '../../env/tab-storage.ts'

/** A text that is being written, kept outside of the component that shows it. */
export interface TextStore {
  readonly get: () => string
  readonly set: (text: string) => void
  readonly subscribe: (listener: () => void) => () => void
}

/** Texts that were begun and not sent, one for each key. */
export interface Drafts {
  /**
   * The text of a key. Opening keeps nothing: a server may do it for everybody.
   *
   * @param initial - the text where there is no draft
   */
  readonly open: (key: string, initial?: string) => TextStore
}

const prefix = 'herenow:draft:'

/** Drafts in memory, written down in a storage so that a reload finds them. An empty one leaves nothing there. */
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

/** The drafts of this tab: two tabs are two writers. */
export const tabDrafts: Drafts = createDrafts(tabStorage)
