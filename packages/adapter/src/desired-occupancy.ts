import type { OccupancyWatch } from './occupancy.ts'

/** Which occupancy is to be watched, kept over drops: the latest watch replaces those before. */
export interface DesiredOccupancy {
  readonly watch: (watch: OccupancyWatch) => void
  /** There is a connection, on which the service watches nothing yet. */
  readonly connected: () => void
}

export interface DesiredOccupancyNeeds {
  readonly isConnected: () => boolean
  /** Asks the service. An empty watch ends what it watches. */
  readonly request: (watch: OccupancyWatch) => void
}

export function createDesiredOccupancy({ isConnected, request }: DesiredOccupancyNeeds): DesiredOccupancy {
  let desired: OccupancyWatch = { channels: [], all: false }
  return {
    watch(watch) {
      desired = watch
      if (isConnected()) request(desired)
    },
    connected() {
      if (desired.all || desired.channels.length > 0) request(desired)
    },
  }
}
