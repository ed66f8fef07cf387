/** A text that is being written, kept outside of the component that shows it. */
export interface TextStore {
  readonly get: () => string
  readonly set: (text: string) => void
  readonly subscribe: (listener: () => void) => () => void
}

/** Keeps one text, as long as somebody holds the store. */
export function createTextStore(initial: string): TextStore {
  const listeners = new Set<() => void>()
  let text = initial
  return {
    get: () => text,
    set: (next) => {
      text = next
      for (const listener of listeners) listener()
    },
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
