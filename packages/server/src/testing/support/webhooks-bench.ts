import type { Logger } from '@herenow/adapter'
import { onTestFinished, vi } from 'vitest'
import { MemoryOutbox } from '../../engine/memory-outbox.ts'
import type { Outbox } from '../../engine/outbox.ts'
import { nodeEnv } from '../../env/node-env.ts'
import type { ServerEvent } from '../../events/server-event.ts'
import { readWebhooks } from '../../webhooks/read-webhooks.ts'
import type { WebhookInfo } from '../../webhooks/webhook-info.ts'
import type { WebhookOptions } from '../../webhooks/webhook-options.ts'
import { Webhooks } from '../../webhooks/webhooks.ts'
import { ManualClock } from '../manual-clock.ts'

/** Webhooks whose time a test decides. */
export interface WebhooksBench {
  readonly webhooks: Webhooks
  readonly clock: ManualClock
  readonly outbox: Outbox
  /** Texts of warnings and errors. */
  readonly complaints: readonly string[]
  /** The only webhook. */
  readonly info: () => WebhookInfo
  /** Takes events with the ids `prefix1`, `prefix2`, … in the channel `room:a`. Returns the ids. */
  readonly take: (count: number, prefix?: string) => readonly string[]
  /** Resolves once no request is on its way. */
  readonly settled: () => Promise<void>
  /** Goes on by so many milliseconds, in steps, with requests that take no time. */
  readonly pass: (milliseconds: number, step?: number) => Promise<void>
}

export interface WebhooksBenchOptions {
  readonly outbox?: Outbox
  readonly clock?: ManualClock
  readonly fetch?: typeof nodeEnv.fetch
}

/** Starts webhooks for one test. */
export async function startWebhooks(
  options: readonly WebhookOptions[],
  { outbox = new MemoryOutbox(), clock = new ManualClock(), fetch = nodeEnv.fetch }: WebhooksBenchOptions = {},
): Promise<WebhooksBench> {
  const complaints: string[] = []
  const complain = (message: string): void => void complaints.push(message)
  const log: Logger = { debug() {}, info() {}, warn: complain, error: complain }
  const random = { next: () => 0.5, bytes: (count: number) => new Uint8Array(count) }
  const afterInput = (callback: () => void): void => void setImmediate(callback)
  const needs = { webhooks: readWebhooks(options), outbox, clock, random, log, fetch, afterInput }
  const webhooks = new Webhooks(needs)
  await webhooks.start()
  onTestFinished(async () => {
    const ended = webhooks.end()
    clock.advance(10_000)
    await ended
  })
  const info = (): WebhookInfo => {
    const [only] = webhooks.infos()
    if (only === undefined) throw new Error('There is no webhook')
    return only
  }
  const settled = async (): Promise<void> => {
    await new Promise((resolve) => setImmediate(resolve))
    await vi.waitFor(() => {
      if (webhooks.infos().some(({ status }) => status === 'sending')) throw new Error('A request is on its way')
    })
  }
  return {
    webhooks,
    clock,
    outbox,
    complaints,
    info,
    take(count, prefix = 'e') {
      const ids = Array.from({ length: count }, (_, index) => `${prefix}${index + 1}`)
      for (const id of ids) webhooks.take(testEvent(id, clock.date()))
      return ids
    },
    settled,
    async pass(milliseconds, step = 30_000) {
      for (let left = milliseconds; left > 0; left -= step) {
        clock.advance(Math.min(step, left))
        await settled()
      }
    },
  }
}

/** An event in the channel `room:a`. */
export function testEvent(id: string, timestamp = 0): ServerEvent {
  return { id, timestamp, type: 'channel', channel: 'room:a', state: 'occupied' }
}
