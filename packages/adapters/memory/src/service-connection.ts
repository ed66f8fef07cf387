import type { AdapterEvent, OccupancyWatch } from '@herenow/adapter'
import type { Identity } from './channel-presence.ts'

/** A client's connection, as the service knows it. */
export interface ServiceConnection extends Identity {
  /** Delivers to the client; does nothing while it is away. */
  tell: (event: AdapterEvent) => void
  watch: OccupancyWatch
}

export const nothingWatched: OccupancyWatch = { channels: [], all: false }
