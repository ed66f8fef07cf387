import { RealtimeError } from '@herenow/adapter'
import type { LimitName } from './limit-names.ts'

/** As the cause of an error: it names the limit. Made where the counts of the server are out of reach. */
export class OverLimit extends Error {
  readonly limit: LimitName

  constructor(limit: LimitName) {
    super(`Over the limit "${limit}".`)
    this.limit = limit
  }
}

/** The limit that an error comes of; `null`: it names none. */
export function limitOf(error: unknown): LimitName | null {
  return RealtimeError.isInstance(error) && error.cause instanceof OverLimit ? error.cause.limit : null
}
