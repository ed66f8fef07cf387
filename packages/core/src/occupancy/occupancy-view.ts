import type { HereNow, RealtimeError } from '@herenow/adapter'
import type { Release, Store } from '../store/store.ts'

/** What a view asks for. Compared by value: equal queries share one view. */
export interface OccupancyViewQuery {
  /** Without it: every channel in which somebody is present. */
  readonly channels?: readonly string[] | undefined
  readonly includeMembers?: boolean | undefined
  readonly includeState?: boolean | undefined
  /** Follow the counts; where the service doesn't push them, by asking every 10 s. Default `true`. */
  readonly live?: boolean | undefined
}

/** An answer to "who is here now" that may follow changes. */
export interface OccupancyState extends Omit<HereNow, 'cursor'> {
  readonly status: 'pending' | 'ready' | 'error'
  readonly error: RealtimeError | null
}

/** Asks without attaching; shared by everyone with an equal query. */
export interface OccupancyView extends Store<OccupancyState> {
  /** Asks at the first lease, and follows while one is out. */
  lease(): Release
  /** Asks again. Never rejects: see `status`. */
  refresh(): Promise<void>
}
