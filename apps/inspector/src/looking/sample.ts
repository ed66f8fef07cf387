import type { ServerFigures } from '@herenow/server/api'

/** Figures of one moment, as plots show them. */
export interface Sample {
  /** The server's time, in milliseconds since 1970. */
  readonly time: number
  readonly connections: number
  readonly publishes: number
  readonly deliveries: number
  /** Milliseconds. */
  readonly loopDelay: number
  readonly deliveryDelay: number
}

/** Milliseconds that plots look back. */
export const lookBack = 180_000

/** Adds a moment, and drops those that are too long ago. A server that was started again begins anew. */
export function addSample(samples: readonly Sample[], figures: ServerFigures): readonly Sample[] {
  const { time, connections, publishesPerSecond, deliveriesPerSecond, delays } = figures
  const sample = {
    time,
    connections,
    publishes: publishesPerSecond,
    deliveries: deliveriesPerSecond,
    loopDelay: delays.loop.max,
    deliveryDelay: delays.delivery.max,
  }
  return [...samples.filter((each) => each.time < time && each.time >= time - lookBack), sample]
}
