import { useSyncExternalStore } from 'react'
import { roomNameOf } from './route.ts'

/** The room that the address bar asks for. Back, forward and pasted links work. */
export function useRoomName(): string {
  return useSyncExternalStore(subscribe, () => roomNameOf(location.hash))
}

function subscribe(listener: () => void): () => void {
  addEventListener('hashchange', listener)
  return () => removeEventListener('hashchange', listener)
}
