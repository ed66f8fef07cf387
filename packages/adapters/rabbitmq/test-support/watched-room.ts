import type { FaultKind, FaultProxy } from '@herenow/testing'
import { faultKinds, faultProxy, faultSchedule, seededRandom, silentLogger } from '@herenow/testing'
import type { Channel, Client } from '@herenow/core'
import { createClient } from '@herenow/core'
import { adapterAt, ownNames } from './real-service.ts'

/** One who publishes numbers in a room, and one who listens, each by way of a proxy. */
export interface WatchedRoom {
  readonly proxies: readonly FaultProxy[]
  readonly room: Channel
  /** What was heard, in order. */
  readonly heard: readonly number[]
  /** Gaps that were told. */
  readonly gaps: () => number
  /** Publishes the next number. Resolves with it once RabbitMQ has it, else with `null`. */
  publish(): Promise<number | null>
  /** Resolves when everything was heard, or with what is missing after the deadline. */
  hears(numbers: readonly number[]): Promise<readonly number[]>
  close(): Promise<void>
}

/** Milliseconds. */
const patience = 30_000

export async function watchRoom(url: string): Promise<WatchedRoom> {
  const names = ownNames()
  const proxies = await Promise.all([faultProxy({ target: url }), faultProxy({ target: url, seed: 2 })])
  const [writer, reader] = proxies.map((proxy, index) =>
    createClient({
      adapter: adapterAt(proxy.url, { ...names, heartbeat: 1_000 }),
      clientId: `client-${index}`,
      log: silentLogger,
      publishTimeout: patience,
    }),
  ) as [Client, Client]
  const heard: number[] = []
  let gaps = 0
  let look = (): void => {}
  let next = 0
  const watched = reader.channel('room')
  watched.subscribe(({ data }) => {
    heard.push(Number(data))
    look()
  })
  watched.onGap(() => (gaps += 1))
  await watched.attach()
  const room = writer.channel('room')

  return {
    proxies,
    room,
    heard,
    gaps: () => gaps,
    async publish() {
      const number = next
      next += 1
      return room.publish('number', number).then(
        () => number,
        () => null,
      )
    },
    hears(numbers) {
      const missing = (): readonly number[] => numbers.filter((number) => !heard.includes(number))
      return new Promise((resolve) => {
        const timer = setTimeout(() => resolve(missing()), patience)
        look = () => {
          if (missing().length > 0) return
          clearTimeout(timer)
          resolve([])
        }
        look()
      })
    },
    async close() {
      await Promise.all([writer.close(), reader.close(), ...proxies.map((proxy) => proxy.close())])
    },
  }
}

/** Three kinds of faults, drawn from the seed. */
export function drawnKinds(seed: number): readonly FaultKind[] {
  const random = seededRandom(seed)
  return Array.from({ length: 3 }, () => faultKinds[Math.floor(random.next() * faultKinds.length)] ?? 'reset')
}

/** Plays faults on both ways while numbers are published, and heals. Returns the numbers that were confirmed. */
export async function publishUnderFaults(watched: WatchedRoom, seed: number): Promise<readonly number[]> {
  const kinds = drawnKinds(seed)
  const faults = Promise.all(
    watched.proxies.map((proxy, index) =>
      proxy.play(faultSchedule({ seed: seed * 2 + index, milliseconds: 3_000, each: 1, kinds })),
    ),
  )
  let isOver = false
  void faults.then(() => (isOver = true))
  const published: Promise<number | null>[] = []
  while (!isOver) {
    published.push(watched.publish(), watched.publish())
    // The next ones leave when one of these has arrived, or the faults are over.
    await Promise.race([published.at(-1), faults])
  }
  for (const proxy of watched.proxies) proxy.heal()
  published.push(watched.publish())
  return (await Promise.all(published)).filter((number) => number !== null)
}
