import { RealtimeError } from '@herenow/core'
import type { Client, Release, Store } from '@herenow/core'
import type { HookStatus } from './channel-progress.ts'

export interface WhereNowState {
  /** The channels in which the client is present. After an error: as last known. */
  readonly channels: readonly string[]
  readonly status: HookStatus
  readonly error: RealtimeError | null
}

export const nowhere: WhereNowState = { channels: [], status: 'pending', error: null }

/** The channels of a client, requested on the first lease and on every refresh. */
export interface WhereNowView extends Store<WhereNowState> {
  lease(): Release
  /** Asks again. Never rejects: see `error`. */
  refresh(): Promise<void>
}

/** Requests nothing by itself, so a render may create one and discard it. */
export function whereNowView(client: Client, clientId: string | undefined): WhereNowView {
  const listeners = new Set<(state: WhereNowState, previous: WhereNowState) => void>()
  let state = nowhere
  let requests = 0

  async function refresh(): Promise<void> {
    requests += 1
    const request = requests
    const next = await answer(client, clientId, state)
    // A later request has been made: its answer wins.
    if (request !== requests) return
    const previous = state
    state = next
    for (const listener of listeners) listener(state, previous)
  }

  return {
    getState: () => state,
    getInitialState: () => nowhere,
    subscribe: (listener) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    lease: () => {
      if (requests === 0) void refresh()
      return () => undefined
    },
    refresh,
  }
}

async function answer(client: Client, clientId: string | undefined, last: WhereNowState): Promise<WhereNowState> {
  try {
    return { channels: await client.whereNow(clientId), status: 'ready', error: null }
  } catch (cause) {
    const error = RealtimeError.isInstance(cause)
      ? cause
      : new RealtimeError({ code: 'server_error', message: 'Asking where a client is failed.', cause })
    return { channels: last.channels, status: 'error', error }
  }
}
