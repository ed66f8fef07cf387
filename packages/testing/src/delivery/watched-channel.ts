import type { Adapter } from '@herenow/adapter'
import { after } from '@herenow/adapter'
import type { Channel } from '@herenow/core'
import { createClient } from '@herenow/core'
import { createRealEnv } from '../env/real-env.ts'
import { faultKinds } from '../fault-proxy/fault.ts'
import type { FaultProxy } from '../fault-proxy/fault-proxy.ts'
import { faultProxy } from '../fault-proxy/fault-proxy.ts'
import { faultSchedule } from '../fault-proxy/fault-schedule.ts'
import { silentLogger } from '../loggers.ts'

/** A running service, and how clients come to it by way of a proxy. */
export interface DeliveryService {
  /** Where it listens, with its port, such as `ws://127.0.0.1:7070`: the proxies lead there. */
  readonly url: string
  /** An adapter for a client whose way is that proxy. */
  readonly adapter: (proxy: FaultProxy) => Adapter
  /** What the client's token function gives. */
  readonly token?: (clientId: string) => string
}

export interface WatchOptions {
  /** Of the channel's name, and of everything that is drawn. Each run on a service takes another. */
  readonly seed: number
}

/** One client that publishes numbers to a channel and one that listens, each by way of a network on which faults happen. */
export interface WatchedChannel {
  readonly proxies: readonly FaultProxy[]
  /** What was heard, in order. */
  readonly heard: readonly number[]
  /** Gaps that were told. */
  readonly gaps: () => number
  /** Publishes the next number. Resolves with it once the service has it, else with `null`. */
  publish(): Promise<number | null>
  /** Publishes while faults of every kind happen on both ways, then heals them. Resolves with the numbers that were confirmed. */
  publishUnderFaults(): Promise<readonly number[]>
  /** Resolves with `[]` when all of them were heard, or with what is missing after half a minute. */
  missing(numbers: readonly number[]): Promise<readonly number[]>
  close(): Promise<void>
}

/** Milliseconds: for a number to be confirmed and for one to be heard, within which faults begin, and between two numbers. */
const patience = 30_000
const faultTime = 2_000
const pause = 40

/** Lays the ways, and resolves when the second client has attached the channel. */
export async function watchChannel(service: DeliveryService, { seed }: WatchOptions): Promise<WatchedChannel> {
  const { clock } = createRealEnv()
  const name = `delivery-${seed}`
  const { url: target, adapter, token } = service
  const proxies = await Promise.all([0, 1].map((way) => faultProxy({ target, seed: seed * 2 + way })))
  const clients = proxies.map((proxy, index) => {
    const clientId = `${name}-${index}`
    return createClient({
      adapter: adapter(proxy),
      clientId,
      token: token && (() => Promise.resolve(token(clientId))),
      log: silentLogger,
      publishTimeout: patience,
    })
  })
  const [writing, reading] = clients.map((client) => client.channel(name)) as [Channel, Channel]
  const heard: number[] = []
  const watchers = new Set<() => void>()
  let gaps = 0
  let next = 0
  reading.onGap(() => (gaps += 1))
  reading.subscribe(({ data }) => {
    heard.push(Number(data))
    for (const look of watchers) look()
  })
  await reading.attach()

  function publish(): Promise<number | null> {
    const number = next
    next += 1
    return writing.publish('number', number).then(
      () => number,
      () => null,
    )
  }

  const moment = (): Promise<void> => new Promise((resolve) => void clock.setTimeout(resolve, pause))

  return {
    proxies,
    heard,
    gaps: () => gaps,
    publish,
    async publishUnderFaults() {
      let isOver = false
      const faults = Promise.all(
        proxies.map((proxy, way) =>
          proxy.play(faultSchedule({ seed: seed * 2 + way, milliseconds: faultTime, each: 1, kinds: faultKinds })),
        ),
      ).then(() => (isOver = true))
      const published: Promise<number | null>[] = []
      while (!isOver) {
        published.push(publish())
        await Promise.race([moment(), faults])
      }
      for (const proxy of proxies) proxy.heal()
      published.push(publish())
      return (await Promise.all(published)).filter((number) => number !== null)
    },
    missing(numbers) {
      const missing = (): readonly number[] => numbers.filter((number) => !heard.includes(number))
      return new Promise((resolve) => {
        function look(isLate = false): void {
          if (missing().length > 0 && !isLate) return
          watchers.delete(look)
          cancel()
          resolve(missing())
        }
        const cancel = after(clock, patience, () => look(true))
        watchers.add(look)
        look()
      })
    },
    async close() {
      await Promise.all(clients.map((client) => client.close()))
      await Promise.all(proxies.map((proxy) => proxy.close()))
    },
  }
}
