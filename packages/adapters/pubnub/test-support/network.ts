import type { Env } from '@herenow/adapter'
import { createRealEnv } from '@herenow/testing'

/** The world as it is, on a device that notices when its network goes and comes. */
export interface WorldWithNetwork {
  readonly env: Env
  readonly changed: (isOnline: boolean) => void
}

export function createWorldWithNetwork(): WorldWithNetwork {
  const listeners = new Set<(isOnline: boolean) => void>()
  return {
    env: {
      ...createRealEnv(),
      network: {
        online: true,
        subscribe(listener) {
          listeners.add(listener)
          return () => void listeners.delete(listener)
        },
      },
    },
    changed(isOnline) {
      for (const listener of Array.from(listeners)) listener(isOnline)
    },
  }
}
