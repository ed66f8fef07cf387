import { assertNever } from '@herenow/adapter'
import type { ClientCore } from '../client/client-core.ts'
import type { Client } from '../client/client.ts'
import { insideClient } from '../client/inside-client.ts'
import { createSlicedStore } from '../store/sliced-store.ts'
import type { Store } from '../store/store.ts'

/**
 * `synced`: nothing of ours is on its way. `syncing`: something is, or we are connecting. `offline`: the connection is
 * lost (a blip isn't), can't be made, closed or failed, and what is published waits.
 */
export type SyncStatus = 'synced' | 'syncing' | 'offline'

const stores = new WeakMap<ClientCore, Store<SyncStatus>>()

/**
 * Whether everything that was published anywhere with this client has reached the service. The same client gives the
 * same store. Throws `invalid_argument` for an object that `createClient` didn't make.
 */
export function syncStatusStore(client: Client): Store<SyncStatus> {
  return insideClient(client, (core) => {
    const store = stores.get(core) ?? createStore(core)
    stores.set(core, store)
    return store
  })
}

function createStore(core: ClientCore): Store<SyncStatus> {
  const slices = createSlicedStore<{ sync: SyncStatus }>({ sync: 'synced' }, core.report)
  const publish = (): void => slices.commit({ sync: statusOf(core) })
  const changed = (): void => core.pacer.mark(publish)
  core.outboxChanged.add(changed)
  core.connection.store.subscribe(changed)
  publish()
  return slices.view('sync')
}

function statusOf(core: ClientCore): SyncStatus {
  const state = core.connectionState()
  switch (state.status) {
    case 'closing':
    case 'closed':
    case 'failed':
      return 'offline'
    case 'disconnected':
      return state.lost || state.unreachable ? 'offline' : ofOutboxes(core)
    case 'connecting':
      return 'syncing'
    case 'initialized':
    case 'connected':
      return ofOutboxes(core)
    default:
      return assertNever(state)
  }
}

function ofOutboxes(core: ClientCore): SyncStatus {
  return core.channels.all().some(({ hasUnsent }) => hasUnsent) ? 'syncing' : 'synced'
}
