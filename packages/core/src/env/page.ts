import type { Network, Visibility, VisibilityEvent } from '@herenow/adapter'

/** The browser's opinion of the network. Outside browsers: online, and never a word. */
export function createNetwork(): Network {
  return {
    get online() {
      return typeof window === 'undefined' || navigator.onLine
    },
    subscribe: (listener) =>
      typeof window === 'undefined'
        ? () => {}
        : listen([
            [window, 'online', () => listener(true)],
            [window, 'offline', () => listener(false)],
          ]),
  }
}

/** The page's life. Outside browsers: visible, and never a word. */
export function createVisibility(): Visibility {
  return {
    get visible() {
      return typeof document === 'undefined' || document.visibilityState === 'visible'
    },
    subscribe: (listener) => (typeof document === 'undefined' ? () => {} : listenToPage(listener)),
  }
}

function listenToPage(listener: (event: VisibilityEvent) => void): () => void {
  return listen([
    [document, 'visibilitychange', () => listener(document.visibilityState === 'visible' ? 'visible' : 'hidden')],
    [document, 'freeze', () => listener('freeze')],
    [document, 'resume', () => listener('resume')],
    [window, 'pagehide', () => listener('pagehide')],
    [window, 'pageshow', (event) => (event as PageTransitionEvent).persisted && listener('resume')],
  ])
}

type Subscription = readonly [target: EventTarget, type: string, handler: (event: Event) => void]

function listen(subscriptions: readonly Subscription[]): () => void {
  for (const [target, type, handler] of subscriptions) target.addEventListener(type, handler)
  return () => {
    for (const [target, type, handler] of subscriptions) target.removeEventListener(type, handler)
  }
}
