import type { Env } from '@herenow/adapter'

/** Says when the network or the page comes back, and (`false`) when the network may have taken the socket with it. */
export function listenToPlatform(env: Env, changed: (isBack: boolean) => void): () => void {
  const stopNetwork = env.network.subscribe(changed)
  const stopVisibility = env.visibility.subscribe((event) => {
    if (event === 'visible' || event === 'resume') changed(true)
  })
  return () => {
    stopNetwork()
    stopVisibility()
  }
}
