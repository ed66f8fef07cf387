import type { Clock, Logger, Random, Timer } from '@herenow/adapter'
import { matchesPattern } from '../channel/channel-pattern.ts'
import { tallyOf } from '../engine/outbox-entries.ts'
import { MemoryOutbox } from '../engine/memory-outbox.ts'
import type { DeadEntry, Outbox, OutboxDraft, OutboxTally } from '../engine/outbox.ts'
import type { ServerEnv } from '../env/server-env.ts'
import type { ServerEvent, ServerEventType } from '../events/server-event.ts'
import { refusal } from '../refusal.ts'
import { PacedWarnings } from '../socket/paced-warnings.ts'
import { Delivery } from './delivery.ts'
import { OutboxWriter } from './outbox-writer.ts'
import { postBatch } from './post-batch.ts'
import type { WebhookInfo } from './webhook-info.ts'
import type { Webhook } from './webhook-options.ts'

/** Milliseconds that a server which stops goes on sending. */
const endsWithin = 3_000
const nothing: OutboxTally = { events: 0, bytes: 0 }

interface WebhooksNeeds {
  readonly webhooks: readonly Webhook[]
  /** The outbox of the engine; `undefined`: it has none. */
  readonly outbox: Outbox | undefined
  readonly clock: Clock
  readonly random: Random
  readonly log: Logger
  readonly fetch: ServerEnv['fetch']
  readonly afterInput: (callback: () => void) => void
}

/** Sends events of the server to webhooks. An event that was kept is sent until it has arrived, also after a restart. */
export class Webhooks {
  readonly #needs: WebhooksNeeds
  readonly #outbox: Outbox
  readonly #writer: OutboxWriter
  readonly #warnings: PacedWarnings
  #deliveries: ReadonlyMap<string, Delivery> = new Map()

  constructor(needs: WebhooksNeeds) {
    this.#needs = needs
    const { clock, log, afterInput, outbox = new MemoryOutbox() } = needs
    this.#outbox = outbox
    this.#warnings = new PacedWarnings(clock, log)
    this.#writer = new OutboxWriter({
      outbox,
      clock,
      afterInput,
      onWritten: (drafts) => this.#written(drafts),
      onLost: ({ webhook }) => this.#deliveries.get(webhook)?.lost(1, 'the outbox took nothing'),
      onFailure: (error) =>
        this.#warnings.warn(
          'Events for webhooks could not be kept; trying again',
          error instanceof Error ? error.message : '',
        ),
    })
  }

  /** The types of events that some webhook wants. */
  get types(): readonly ServerEventType[] {
    return [...new Set(this.#needs.webhooks.flatMap(({ events }) => [...events]))]
  }

  /** Begins with what an earlier run has left. The engine must be open. */
  async start(): Promise<void> {
    const { webhooks, log, clock, fetch, outbox } = this.#needs
    const contents = await this.#outbox.contents()
    if (outbox === undefined) {
      log.warn('The engine has no outbox: a restart loses events that webhooks have not taken')
    }
    const shared = { ...this.#needs, outbox: this.#outbox, warnings: this.#warnings }
    const deliveries = webhooks.map((webhook): [string, Delivery] => {
      const post: ConstructorParameters<typeof Delivery>[0]['post'] = (...args) => postBatch({ fetch, clock }, ...args)
      const found = contents.get(webhook.name) ?? { waiting: nothing, dead: nothing }
      return [webhook.name, new Delivery({ ...shared, webhook, post }, found)]
    })
    this.#deliveries = new Map(deliveries)
    for (const [name, { waiting }] of contents) {
      if (waiting.events === 0 || this.#deliveries.has(name)) continue
      const hint = 'Give a webhook this `name`, and they are sent.'
      log.warn('Events wait for a webhook that is not configured', { webhook: name, events: waiting.events, hint })
    }
    for (const delivery of this.#deliveries.values()) delivery.start()
  }

  /** Takes an event for the webhooks that want it. */
  take(event: ServerEvent): void {
    const wanting = this.#needs.webhooks.filter((webhook) => wants(webhook, event))
    if (wanting.length === 0) return
    const text = JSON.stringify(event)
    const added = this.#needs.clock.date()
    for (const { name } of wanting) this.#writer.add({ webhook: name, added, text })
  }

  /** Keeps what was taken, and sends for a short while what waits. */
  async end(): Promise<void> {
    const { clock, log } = this.#needs
    const unkept = await this.#writer.end()
    let timer: Timer = null
    const deadline = new Promise<void>((resolve) => (timer = clock.setTimeout(resolve, endsWithin)))
    await Promise.all([...this.#deliveries.values()].map((delivery) => delivery.end(deadline)))
    clock.clearTimeout(timer)
    const forgotten =
      this.#outbox instanceof MemoryOutbox ? this.infos().reduce((sum, { waiting }) => sum + waiting, 0) : 0
    if (unkept + forgotten === 0) return
    log.error('Events for webhooks are lost: nobody took them before the server stopped', {
      events: unkept + forgotten,
    })
  }

  infos(): readonly WebhookInfo[] {
    return [...this.#deliveries.values()].map(({ info }) => info)
  }

  /** Events that were given up, oldest first, behind a place. Rejects with `invalid_argument` for an unknown name. */
  async deadLetters(name: string, after: number, most: number): Promise<readonly DeadEntry[]> {
    this.#delivery(name)
    return this.#outbox.dead(name, { after, events: most, bytes: 1_048_576 })
  }

  /** Sends again what was given up, and tries now what waits. Resolves with how many were given up. */
  async retry(name: string): Promise<number> {
    return this.#delivery(name).retry()
  }

  #delivery(name: string): Delivery {
    const delivery = this.#deliveries.get(name)
    if (delivery !== undefined) return delivery
    throw refusal('invalid_argument', `There is no webhook "${name}".`, {
      hint: `Known: ${[...this.#deliveries.keys()].join(', ') || 'none'}.`,
    })
  }

  #written(drafts: readonly OutboxDraft[]): void {
    for (const [name, delivery] of this.#deliveries) {
      const own = drafts.filter(({ webhook }) => webhook === name)
      if (own.length > 0) delivery.added(tallyOf(own))
    }
  }
}

function wants({ events, channels }: Webhook, event: ServerEvent): boolean {
  if (!events.has(event.type)) return false
  if (channels === null || !('channel' in event)) return true
  return channels.some((pattern) => matchesPattern(pattern, event.channel))
}
