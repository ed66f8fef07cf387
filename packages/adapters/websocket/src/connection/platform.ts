import type { Env } from '@herenow/adapter'

/** Calls `woken` when the network or the page comes back, `doubted` when either may have taken the socket with it. */
export function listenToPlatform(env: Env, woken: () => void, doubted: () => void): () => void {
  const stopNetwork = env.network.subscribe((online) => {
    if (online) woken()
    doubted()
  })
  const stopVisibility = env.visibility.subscribe((event) => {
    if (event !== 'visible' && event !== 'resume') return
    woken()
    doubted()
  })
  return () => {
    stopNetwork()
    stopVisibility()
  }
}
