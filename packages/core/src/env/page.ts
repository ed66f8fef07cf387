import type { Network, Visibility } from '@herenow/adapter'

/** The platform's opinion of the network, in pages and workers. Elsewhere: online, and never a word. */
export const network: Network = {
  get online() {
    return !knowsNetwork() || navigator.onLine
  },
  subscribe: (listener) =>
    knowsNetwork()
      ? listen([
          [globalThis, 'online', () => listener(true)],
          [globalThis, 'offline', () => listener(false)],
        ])
      : () => {},
}

/** The page's life. Outside pages: visible, and never a word. */
export const visibility: Visibility = {
  get visible() {
    return !inPage() || document.visibilityState === 'visible'
  },
  subscribe: (listener) =>
    inPage()
      ? listen([
          [document, 'visibilitychange', () => listener(visibility.visible ? 'visible' : 'hidden')],
          [document, 'freeze', () => listener('freeze')],
          [document, 'resume', () => listener('resume')],
          [globalThis, 'pagehide', () => listener('pagehide')],
          [globalThis, 'pageshow', (event) => (event as PageTransitionEvent).persisted && listener('resume')],
        ])
      : () => {},
}

/** Whether there is a page around us; not so in Node, in workers and in React Native. */
export function inPage(): boolean {
  return typeof document !== 'undefined' && typeof document.addEventListener === 'function'
}

/** Pages, workers and shared workers do; Node and React Native have part of it at most. */
function knowsNetwork(): boolean {
  return (
    typeof globalThis.addEventListener === 'function' &&
    typeof navigator !== 'undefined' &&
    typeof navigator.onLine === 'boolean'
  )
}

type Target = Pick<EventTarget, 'addEventListener' | 'removeEventListener'>
type Subscription = readonly [target: Target, type: string, handler: (event: Event) => void]

/** Without an `AbortSignal`: the one of jsdom is not always the one of the test. */
function listen(all: readonly Subscription[]): () => void {
  // Where there is only part of a page, that part counts.
  const subscriptions = all.filter(([target]) => typeof target.addEventListener === 'function')
  for (const [target, type, handler] of subscriptions) target.addEventListener(type, handler)
  return () => {
    for (const [target, type, handler] of subscriptions) target.removeEventListener(type, handler)
  }
}
