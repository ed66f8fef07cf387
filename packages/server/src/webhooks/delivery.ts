import type { Clock, Logger, Random, Timer } from '@herenow/adapter'
import { assertNever } from '@herenow/adapter'
import type { PacedWarnings } from '../socket/paced-warnings.ts'
import type { Outbox, OutboxContents, OutboxTally } from '../engine/outbox.ts'
import type { DeliveryEffect, DeliveryEvent, DeliveryState } from './delivery-machine.ts'
import { idle, step } from './delivery-machine.ts'
import { DeliveryReport } from './delivery-report.ts'
import { EventShelf } from './event-shelf.ts'
import type { PostOutcome } from './post-batch.ts'
import { retryPause } from './retry-pause.ts'
import type { WebhookInfo } from './webhook-info.ts'
import type { Webhook } from './webhook-options.ts'
import { WorkLine } from './work-line.ts'

interface DeliveryNeeds {
  readonly webhook: Webhook
  readonly outbox: Outbox
  readonly clock: Clock
  readonly random: Pick<Random, 'next'>
  readonly log: Logger
  readonly warnings: Pick<PacedWarnings, 'warn'>
  /** Sends events. Never rejects. */
  readonly post: (webhook: Webhook, texts: readonly string[], ended: AbortSignal) => Promise<PostOutcome>
}

/** Brings the events of one webhook to their receiver: does what the machine decides. */
export class Delivery {
  readonly #needs: DeliveryNeeds
  readonly #shelf: EventShelf
  readonly #report: DeliveryReport
  #state: DeliveryState = idle
  #timer: Timer = null
  /** Work with the outbox. */
  readonly #work = new WorkLine()
  /** The request that is on its way. */
  #posting: Promise<void> = Promise.resolve()
  readonly #ended = new AbortController()
  #delivered = 0
  #whenQuiet: (() => void) | null = null

  constructor(needs: DeliveryNeeds, contents: OutboxContents) {
    this.#needs = needs
    const { webhook, outbox } = needs
    const report = new DeliveryReport({ ...needs, name: webhook.name })
    this.#report = report
    this.#shelf = new EventShelf(
      {
        webhook: webhook.name,
        outbox,
        bounds: webhook.keep,
        onDead: (reason) => report.gaveUp(reason),
        onForgotten: (events) => report.lost(events, 'too many were given up'),
      },
      contents,
    )
  }

  /** Begins with what an earlier run has left. */
  start(): void {
    this.#tellAdded()
  }

  /** Events were written behind the others. */
  added(tally: OutboxTally): void {
    this.#shelf.added(tally)
    const { keep } = this.#needs.webhook
    const { events, bytes } = this.#shelf.waiting
    if (events > keep.events || bytes > keep.bytes) {
      this.#tidy(() => this.#shelf.keepWithinBounds(this.#needs.clock.date()))
    }
    this.#tellAdded()
  }

  /** Events are lost. */
  lost(events: number, reason: string): void {
    this.#report.lost(events, reason)
  }

  /** Tries again now, also what was given up. Resolves with how many events that is. */
  async retry(): Promise<number> {
    const revived = await this.#work.add(() => this.#shelf.revive(this.#needs.clock.date()))
    this.#dispatch({ type: 'retry', waiting: this.#shelf.waiting.events, now: this.#needs.clock.now() })
    return revived
  }

  /** Sends nothing more. Resolves when nothing is under way; what is under way at `deadline` is broken off. */
  async end(deadline: Promise<void>): Promise<void> {
    const quiet = new Promise<void>((resolve) => (this.#whenQuiet = resolve))
    this.#noteQuiet()
    await Promise.race([quiet, deadline])
    this.#dispatch({ type: 'end' })
    this.#ended.abort()
    await this.#work.idle()
    await this.#posting
  }

  get info(): WebhookInfo {
    const { webhook, clock } = this.#needs
    const { name, url } = webhook
    const { origin, pathname } = new URL(url)
    const { status } = this.#state
    const { waiting, dead } = this.#shelf
    return {
      name,
      url: `${origin}${pathname}`,
      status,
      waiting: waiting.events,
      waitingBytes: waiting.bytes,
      dead: dead.events,
      delivered: this.#delivered,
      lost: this.#report.lostEvents,
      failures: 'failures' in this.#state ? this.#state.failures : 0,
      lastFailure: this.#report.lastFailure,
      nextAttempt: status === 'pausing' ? Math.round(clock.date() + this.#state.until - clock.now()) : null,
    }
  }

  #tellAdded(): void {
    const waiting = this.#shelf.waiting.events
    if (waiting > 0) this.#dispatch({ type: 'added', waiting, now: this.#needs.clock.now() })
  }

  #dispatch(event: DeliveryEvent): void {
    const { max, wait } = this.#needs.webhook.batch
    const { state, effects } = step(this.#state, event, { max, wait: wait * 1_000 })
    this.#state = state
    for (const effect of effects) this.#perform(effect)
    this.#noteQuiet()
  }

  #perform(effect: DeliveryEffect): void {
    const { clock, webhook } = this.#needs
    switch (effect.type) {
      case 'send':
        void this.#request(() => this.#send())
        return
      case 'wake':
        clock.clearTimeout(this.#timer)
        this.#timer = clock.setTimeout(() => this.#dispatch({ type: 'due', now: clock.now() }), effect.at - clock.now())
        return
      case 'sleep':
        clock.clearTimeout(this.#timer)
        return
      case 'expire': {
        const before = clock.date() - webhook.keep.seconds * 1_000
        const reason = this.#report.lastFailure ?? 'Nobody took it in time'
        this.#tidy(() => this.#shelf.expire(before, reason, clock.date()))
        return
      }
      default:
        assertNever(effect)
    }
  }

  async #send(): Promise<void> {
    const { webhook, post } = this.#needs
    const batch = await this.#shelf.batch(webhook.batch.max)
    if (this.#state.status !== 'sending') return
    if (batch.length === 0) {
      this.#dispatch({ type: 'delivered', waiting: 0, now: this.#needs.clock.now() })
      return
    }
    // Bounds are kept to meanwhile, so the request doesn't stand in the line of work.
    const texts = batch.map(({ text }) => text)
    this.#posting = post(webhook, texts, this.#ended.signal).then((outcome) =>
      this.#request(() => this.#sent(batch.length, outcome)),
    )
  }

  async #sent(events: number, outcome: PostOutcome): Promise<void> {
    const { clock } = this.#needs
    if (outcome.kind === 'delivered') {
      await this.#shelf.delivered()
      this.#delivered += events
      this.#report.delivered()
      this.#dispatch({ type: 'delivered', waiting: this.#shelf.waiting.events, now: clock.now() })
    } else if (this.#ended.signal.aborted) {
      // Broken off by the end of the server: the next start sends it again.
    } else if (outcome.kind === 'gone') {
      this.#report.gone()
      this.#dispatch({ type: 'gone', now: clock.now() })
    } else {
      this.#failed(outcome.reason, outcome.asked)
    }
  }

  #failed(reason: string, asked: number | null): void {
    if (this.#state.status !== 'sending') return
    const { clock, random } = this.#needs
    this.#report.failed(reason)
    const pause = retryPause(this.#state.failures + 1, random.next(), asked)
    this.#dispatch({ type: 'failed', pause, now: clock.now() })
  }

  /** Work that may fail without consequences: bounds are looked at again. */
  #tidy(work: () => Promise<void>): void {
    this.#work.add(work).catch((error: unknown) => void this.#report.outboxFailed(error))
  }

  /** Work that makes a request, or ends one. Where the outbox fails, the request counts as failed. */
  #request(work: () => Promise<void>): Promise<void> {
    return this.#work.add(work).catch((error: unknown) => this.#failed(this.#report.outboxFailed(error), null))
  }

  #noteQuiet(): void {
    const { status } = this.#state
    if (status !== 'sending' && status !== 'gathering') this.#whenQuiet?.()
  }
}
