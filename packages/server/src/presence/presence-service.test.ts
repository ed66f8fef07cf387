import { expect, it } from 'vitest'
import { Subscription } from '../channel/subscription.ts'
import { Flusher } from '../socket/flusher.ts'
import { Outgoing } from '../socket/outgoing.ts'
import { PullQueue } from '../socket/pull-queue.ts'
import { ManualClock } from '../testing/manual-clock.ts'
import { ManualLoop } from '../testing/support/manual-loop.ts'
import { PresenceService } from './presence-service.ts'
import { PresenceTable } from './presence-table.ts'

/** Lets everything that is only waiting for promises happen. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

interface Bench {
  readonly service: PresenceService
  readonly subscription: Subscription
  /** Takes what is written, until nothing more comes; returns `first` and `last` of every snapshot page. */
  readonly pages: () => Promise<readonly string[]>
}

/** A channel of people whose snapshot takes three pages, and somebody who follows it. */
function bench(): Bench {
  const loop = new ManualLoop()
  const written: string[] = []
  const wire = { buffered: 0, write: (frames: Buffer): void => void written.push(frames.toString()) }
  const outgoing = new Outgoing(new Flusher(loop), wire, 10_000_000, () => {})
  const subscription = new Subscription('a', outgoing, new PullQueue(outgoing, () => {}), () => {})
  const service = new PresenceService(new PresenceTable(), new ManualClock(), () => {})
  for (let i = 0; i < 150; i += 1) {
    service.put('a', { connectionId: `c${i}`, clientId: `p${i}`, info: null, state: 'x'.repeat(4_000) })
  }
  const pages = async (): Promise<readonly string[]> => {
    while (loop.endTurn() > 0) await settled()
    const found = written.join('').matchAll(/"first":(true|false),"last":(true|false)/g)
    return Array.from(found, ([, first, last]) => (first === 'true' ? 'first' : last === 'true' ? 'last' : 'middle'))
  }
  return { service, subscription, pages }
}

it('ends an unfinished snapshot where a newer one starts', async () => {
  const { service, subscription, pages } = bench()
  service.observe(subscription)
  service.observe(subscription)
  expect(await pages()).toEqual(['first', 'first', 'middle', 'last'])
})

it('ends an unfinished snapshot for who follows no more', async () => {
  const { service, subscription, pages } = bench()
  service.observe(subscription)
  service.unobserve(subscription)
  expect(await pages()).toEqual(['first'])
})
