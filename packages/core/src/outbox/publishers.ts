import type { RealtimeError } from '@herenow/adapter'
import type { PublishReceipt } from './publish.ts'

/** Somebody waits to hear what became of a message. */
export interface Publisher {
  readonly resolve: (receipt: PublishReceipt) => void
  readonly reject: (reason: RealtimeError) => void
}

/** Those who published one message: the first, and whoever published the same id again meanwhile. */
export interface Publishers {
  readonly all: Publisher[]
  /** Ends the wait for `publishTimeout`. */
  readonly cancelTimeout: () => void
}

/** The message is stored once, so that for all but the first it is a duplicate. */
export function resolveAll(publishers: readonly Publisher[], receipt: PublishReceipt): void {
  publishers.forEach(({ resolve }, index) => resolve(index === 0 ? receipt : { ...receipt, duplicate: true }))
}
