import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { PublishEvent } from '../events/server-event.ts'
import { ManualClock } from '../testing/manual-clock.ts'
import type { HerenowProcess } from '../testing/support/herenow-process.ts'
import { runHerenow } from '../testing/support/herenow-process.ts'
import { temporaryFolder } from '../testing/support/sqlite-folder.ts'
import type { WebhookTarget } from '../testing/support/webhook-target.ts'
import { startTarget, testSecret } from '../testing/support/webhook-target.ts'
import type { WebhookInfo } from './webhook-info.ts'

const secret = testSecret()
const apiKey = 'a key of sixteen characters'

/** Starts the command on a folder, and waits until it listens. */
async function serve(folder: string): Promise<{ readonly running: HerenowProcess; readonly api: string }> {
  const running = runHerenow(['serve', '--port', '0'], {}, folder)
  const { match } = await running.printed(/"httpUrl":"(http:[^"]+)"/)
  return { running, api: `${match}/api` }
}

async function call<Result>(api: string, method: string, params: object): Promise<Result> {
  const headers = { 'X-API-Key': apiKey }
  const response = await fetch(`${api}/${method}`, { method: 'POST', headers, body: JSON.stringify(params) })
  return ((await response.json()) as { readonly result: Result }).result
}

/** Publishes one after the other until the server is gone; the numbers are the data. */
async function publishUntilItDies(api: string, from: number): Promise<void> {
  for (let number = from; ; number += 1) {
    try {
      await call(api, 'publish', { channel: 'room:a', data: number })
    } catch {
      return
    }
  }
}

/** The numbers in the events that have arrived. */
function numbersIn({ requests }: WebhookTarget): readonly number[] {
  return requests.flatMap(({ events }) =>
    (events as readonly PublishEvent[]).map(({ message }) => Number(message.data)),
  )
}

it('has after a SIGKILL every event that was kept while the target was down, and delivers them in order', async () => {
  const target = await startTarget(secret, new ManualClock(Date.now()))
  await target.goDown()
  const folder = temporaryFolder()
  const webhook = { url: target.url, secret, name: 'shop', events: ['publish'], batch: { max: 7 } }
  writeFileSync(join(folder, 'herenow.config.json'), JSON.stringify({ apiKey, webhooks: [webhook] }))
  let kept = 0
  for (let round = 1; round <= 3; round += 1) {
    const { running, api } = await serve(folder)
    const publishing = publishUntilItDies(api, round * 1_000)
    for (let found = kept; found < kept + 50;) {
      const { webhooks } = await call<{ webhooks: readonly WebhookInfo[] }>(api, 'webhooks', {})
      found = webhooks[0]?.waiting ?? 0
      if (found < kept + 50) continue
      kept = found
      break
    }
    running.child.kill('SIGKILL')
    expect((await running.exit()).code).toBeNull()
    await publishing
  }
  await target.comeUp()
  const { running, api } = await serve(folder)
  for (;;) {
    const { webhooks } = await call<{ webhooks: readonly WebhookInfo[] }>(api, 'webhooks', {})
    if (webhooks[0]?.waiting === 0) break
  }
  const numbers = numbersIn(target)
  expect(numbers.length).toBeGreaterThanOrEqual(kept)
  // Each round counts from its thousand on, without a hole.
  const expected = [1, 2, 3].flatMap((round) => {
    const count = numbers.filter((number) => Math.floor(number / 1_000) === round).length
    return Array.from({ length: count }, (_, index) => round * 1_000 + index)
  })
  expect(numbers).toEqual(expected)
  running.child.kill('SIGTERM')
  expect((await running.exit()).code).toBe(0)
}, 60_000)

it('repeats, after a SIGKILL while a request was on its way, that request and nothing else', async () => {
  const target = await startTarget(secret, new ManualClock(Date.now()))
  const folder = temporaryFolder()
  const webhook = { url: target.url, secret, name: 'shop', events: ['publish'], batch: { max: 5 } }
  writeFileSync(join(folder, 'herenow.config.json'), JSON.stringify({ apiKey, webhooks: [webhook] }))
  const { running, api } = await serve(folder)
  const answerAll = target.answer
  let hasArrived = (): void => {}
  const arrived = new Promise<void>((resolve) => (hasArrived = resolve))
  target.answer = () => hasArrived()
  for (let number = 1; number <= 5; number += 1) await call(api, 'publish', { channel: 'room:a', data: number })
  await arrived
  running.child.kill('SIGKILL')
  await running.exit()
  target.answer = answerAll
  const next = await serve(folder)
  for (;;) {
    const { webhooks } = await call<{ webhooks: readonly WebhookInfo[] }>(next.api, 'webhooks', {})
    if (webhooks[0]?.waiting === 0) break
  }
  const [first, ...others] = target.requests
  expect(others.flatMap(({ events }) => events.map(({ id }) => id))).toEqual([
    ...new Set(target.requests.flatMap(({ events }) => events.map(({ id }) => id))),
  ])
  expect(first?.events.every(({ id }) => others.some(({ events }) => events.some((event) => event.id === id)))).toBe(
    true,
  )
  next.running.child.kill('SIGTERM')
  await next.running.exit()
}, 30_000)
