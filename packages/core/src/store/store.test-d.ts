import { expectTypeOf, it } from 'vitest'
import type { StoreApi } from 'zustand'
import { useStore } from 'zustand'
import type { ChannelState } from '../channel/channel-state.ts'
import type { Channel } from '../channel/channel.ts'
import type { Client } from '../client/client.ts'
import type { ConnectionState } from '../connection/connection-state.ts'
import type { MessageLog } from '../log/message-log.ts'
import type { OccupancyState, OccupancyView } from '../occupancy/occupancy-view.ts'
import type { Members } from '../presence/channel-presence.ts'
import type { SyncStatus } from '../sync/sync-status.ts'
import type { TypingMember, TypingStore } from '../typing/typing.ts'
import type { Store } from './store.ts'

/** As zustand's own types have it, which don't export it. */
type ReadonlyStoreApi<State> = Pick<StoreApi<State>, 'getState' | 'getInitialState' | 'subscribe'>

declare const client: Client
declare const channel: Channel
declare const typing: TypingStore
declare const occupancy: OccupancyView
declare const sync: Store<SyncStatus>

it("is zustand's store in its read-only form", () => {
  expectTypeOf<Store<{ a: number }>>().toExtend<ReadonlyStoreApi<{ a: number }>>()
  expectTypeOf<ReadonlyStoreApi<{ a: number }>>().toExtend<Store<{ a: number }>>()
  expectTypeOf<Store<number>>().not.toHaveProperty('setState')
  expectTypeOf<Store<number>>().not.toExtend<Store<string>>()
})

it("gives each public store's state to useStore", () => {
  expectTypeOf(useStore(client.connection)).toEqualTypeOf<ConnectionState>()
  expectTypeOf(useStore(channel.state)).toEqualTypeOf<ChannelState>()
  expectTypeOf(useStore(channel.state, ({ status }) => status)).toEqualTypeOf<ChannelState['status']>()
  expectTypeOf(useStore(channel.log)).toEqualTypeOf<MessageLog>()
  expectTypeOf(useStore(channel.presence.members)).toEqualTypeOf<Members>()
  expectTypeOf(useStore(typing)).toEqualTypeOf<readonly TypingMember[]>()
  expectTypeOf(useStore(occupancy)).toEqualTypeOf<OccupancyState>()
  expectTypeOf(useStore(sync)).toEqualTypeOf<SyncStatus>()
})
