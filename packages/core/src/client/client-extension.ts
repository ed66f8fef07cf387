import type { OccupancyEvent } from '@herenow/adapter'

/** A part of a client that is made only when somebody asks for it. */
export interface ClientExtension {
  /** A new session is open, and not connected yet. */
  sessionOpened(): void
  /** The connection is there, for the first time or again. */
  connected(): void
  occupancy(event: OccupancyEvent): void
  /** The client was closed: lets go of everything. */
  end(): void
}
