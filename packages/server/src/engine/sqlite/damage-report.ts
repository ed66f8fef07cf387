import type { Logger } from '@herenow/adapter'
import type { Hole } from './sound-rows.ts'

/** Damage that was reported once is not reported again; so many reports are remembered. */
const mostRemembered = 1_000

/** Tells the operator which messages and events a damaged file has lost, each once. */
export class DamageReport {
  readonly #log: Logger
  readonly #told = new Set<string>()

  constructor(log: Logger) {
    this.#log = log
  }

  found(channel: string, { low, high }: Hole): void {
    const which = low === high ? `Message ${low}` : `Messages ${low} to ${high}`
    this.#tell(`${which} of the channel "${channel}" can't be read: the database is damaged`)
  }

  /** Old messages of the channel stay in the file. */
  stuck(channel: string): void {
    this.#tell(`Old messages of the channel "${channel}" can't be removed: the database is damaged`)
  }

  /** Events for a webhook that nobody can deliver any more. */
  lostEvents(webhook: string, { low, high }: Hole): void {
    const which = low === high ? `Event ${low}` : `Events ${low} to ${high}`
    this.#tell(`${which} for the webhook "${webhook}" can't be read: the database is damaged`)
  }

  /** Events that were delivered stay in the file, and a restart delivers them again. */
  stuckEvents(webhook: string): void {
    this.#tell(`Events for the webhook "${webhook}" that were delivered can't be removed: the database is damaged`)
  }

  #tell(text: string): void {
    if (this.#told.has(text) || this.#told.size >= mostRemembered) return
    this.#told.add(text)
    this.#log.error(text)
  }
}
