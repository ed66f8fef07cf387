import type { Network, Visibility } from '@herenow/adapter'

/** The browser's opinion of the network. Outside pages: online, and never a word. */
export const network: Network = {
  get online() {
    return !inPage() || navigator.onLine
  },
  subscribe: (listener) =>
    listen(() => [
      [window, 'online', () => listener(true)],
      [window, 'offline', () => listener(false)],
    ]),
}

/** The page's life. Outside pages: visible, and never a word. */
export const visibility: Visibility = {
  get visible() {
    return !inPage() || document.visibilityState === 'visible'
  },
  subscribe: (listener) =>
    listen(() => [
      [document, 'visibilitychange', () => listener(visibility.visible ? 'visible' : 'hidden')],
      [document, 'freeze', () => listener('freeze')],
      [document, 'resume', () => listener('resume')],
      [window, 'pagehide', () => listener('pagehide')],
      [window, 'pageshow', (event) => (event as PageTransitionEvent).persisted && listener('resume')],
    ]),
}

/** Whether there is a page around us; not so in Node and in workers. */
export function inPage(): boolean {
  return typeof document !== 'undefined'
}

type Subscription = readonly [target: EventTarget, type: string, handler: (event: Event) => void]

function listen(subscriptions: () => readonly Subscription[]): () => void {
  if (!inPage()) return () => {}
  const end = new AbortController()
  for (const [target, type, handler] of subscriptions()) target.addEventListener(type, handler, end)
  return () => end.abort()
}
