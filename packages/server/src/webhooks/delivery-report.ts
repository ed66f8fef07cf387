import type { Clock, Logger } from '@herenow/adapter'
import type { PacedWarnings } from '../socket/paced-warnings.ts'

interface DeliveryReportNeeds {
  /** The name of the webhook. */
  readonly name: string
  readonly clock: Clock
  readonly log: Logger
  readonly warnings: Pick<PacedWarnings, 'warn'>
}

/** Tells the operator how a webhook is doing, and remembers it. */
export class DeliveryReport {
  readonly #needs: DeliveryReportNeeds
  #lastFailure: string | null = null
  #failingSince = 0
  #lost = 0

  constructor(needs: DeliveryReportNeeds) {
    this.#needs = needs
  }

  /** Why the last request failed; `null`: none did since the last that was delivered. */
  get lastFailure(): string | null {
    return this.#lastFailure
  }

  /** Events that are lost. */
  get lostEvents(): number {
    return this.#lost
  }

  failed(reason: string): void {
    if (this.#lastFailure === null) {
      const { name, log } = this.#needs
      log.warn('A webhook failed; its events wait, and are sent again', { webhook: name, reason })
    }
    this.#note(reason)
  }

  gone(): void {
    const { name, log } = this.#needs
    const hint = 'Remove it from `webhooks`. Its events wait meanwhile.'
    log.error('A webhook is gone: nothing is sent to it until the next start', { webhook: name, hint })
    this.#note('It answered 410')
  }

  delivered(): void {
    if (this.#lastFailure === null) return
    this.#lastFailure = null
    const { name, clock, log } = this.#needs
    const seconds = Math.round((clock.now() - this.#failingSince) / 1_000)
    log.info('A webhook takes events again', { webhook: name, seconds })
  }

  gaveUp(reason: string): void {
    const { name, warnings } = this.#needs
    const hint =
      'They are kept aside: `webhook_dead_letters` of the HTTP API shows them, `webhook_retry` sends them again.'
    warnings.warn(`Events for the webhook "${name}" were given up: ${reason}`, hint)
  }

  lost(events: number, reason: string): void {
    this.#lost += events
    const { name, warnings } = this.#needs
    warnings.warn(`Events for the webhook "${name}" are lost: ${reason}`, '`info()` counts them.')
  }

  /** Returns the failure in words. */
  outboxFailed(error: unknown): string {
    const reason = `The outbox failed: ${error instanceof Error ? error.message : String(error)}`
    this.#needs.warnings.warn(`Webhook "${this.#needs.name}": ${reason}`, 'It is tried again.')
    return reason
  }

  #note(reason: string): void {
    if (this.#lastFailure === null) this.#failingSince = this.#needs.clock.now()
    this.#lastFailure = reason
  }
}
