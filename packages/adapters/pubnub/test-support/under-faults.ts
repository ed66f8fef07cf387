import type { Client } from '@herenow/core'
import { createClient } from '@herenow/core'
import type { FaultKind, FaultProxy } from '@herenow/testing'
import { faultProxy, faultSchedule, silentLogger } from '@herenow/testing'
import { expect, vi } from 'vitest'
import { adapterFor } from './stand-in-service.ts'

/** What one run came to. */
export interface Delivery {
  readonly seed: number
  /** Numbers whose publish was confirmed. */
  readonly confirmed: readonly number[]
  /** Numbers as they were heard. */
  readonly heard: readonly number[]
  readonly gaps: number
  /** Faults that met a connection. */
  readonly strikes: number
}

export interface RunOptions {
  readonly target: string
  readonly channel: string
  readonly seed: number
  readonly kinds: readonly FaultKind[]
  /** What happens once some numbers have been heard. */
  readonly meanwhile?: () => Promise<void>
}

/** Milliseconds in which faults begin, and between two messages. */
const faultTime = 1_500
const pause = 60

/** A person publishes numbers and another listens, each by way of a network on which faults happen. */
export async function runUnderFaults(options: RunOptions): Promise<Delivery> {
  const { target, channel, seed, kinds, meanwhile } = options
  const ways = await Promise.all([seed, seed + 1_000].map((own) => faultProxy({ target, seed: own })))
  const [ana, bob] = ways.map((way, index) => clientOf(way, `run-${seed}-${index}`))
  if (!ana || !bob) throw new Error('There are two ways')
  try {
    const heard: number[] = []
    let gaps = 0
    ana.channel(channel).onGap(() => (gaps += 1))
    ana.channel(channel).subscribe(({ data }) => void heard.push(Number(data)))
    await ana.channel(channel).attach()
    bob.connection.connect()
    const played = ways.map((way, index) =>
      way.play(faultSchedule({ seed: seed + index * 1_000, milliseconds: faultTime, each: 1, kinds })),
    )
    const publishing = publishNumbers(bob, channel, 40)
    if (meanwhile) {
      await vi.waitFor(() => expect(heard.length).toBeGreaterThan(5), { timeout: 10_000 })
      await meanwhile()
    }
    await Promise.all(played)
    const confirmed = await publishing
    for (const way of ways) way.heal()
    await vi.waitFor(() => {
      const missing = confirmed.filter((number) => !heard.includes(number))
      if (missing.length > 0 && gaps === 0) throw new Error(`Run ${seed}: ${missing.join()} did not arrive`)
    })
    const strikes = ways.flatMap((way) => kinds.map((kind) => way.count(kind))).reduce((sum, count) => sum + count, 0)
    return { seed, confirmed, heard, gaps, strikes }
  } finally {
    await Promise.all([ana.close(), bob.close()])
    await Promise.all(ways.map((way) => way.close()))
  }
}

async function publishNumbers(client: Client, channel: string, count: number): Promise<readonly number[]> {
  const outcomes: Promise<number | null>[] = []
  for (let number = 0; number < count; number += 1) {
    outcomes.push(
      client
        .channel(channel)
        .publish('said', number)
        .then(
          () => number,
          () => null,
        ),
    )
    await new Promise((resolve) => setTimeout(resolve, pause))
  }
  return (await Promise.all(outcomes)).filter((number) => number !== null)
}

function clientOf(way: FaultProxy, clientId: string): Client {
  return createClient({
    adapter: adapterFor(way.port),
    clientId,
    log: silentLogger,
  })
}
