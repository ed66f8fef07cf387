import { array, assert, asyncProperty, constantFrom, integer, record } from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ManualClock } from '../testing/manual-clock.ts'
import { Person } from '../../test/person.ts'
import type { TestServer } from '../testing/support/test-server.ts'
import { startTestServer } from '../testing/support/test-server.ts'

const places = 3

const step = record({
  who: integer({ min: 0, max: places - 1 }),
  does: constantFrom('enter', 'update', 'update', 'leave', 'cut', 'restore', 'blip', 'blip', 'kill', 'close', 'detach'),
  /** Milliseconds until the next step; -1: it follows without a pause. */
  pause: constantFrom(-1, -1, 0, 20, 50, 400, 1_000, 4_000),
})
type Step = Parameters<Parameters<typeof step.map>[0]>[0]

/** A channel with some people in it, whoever they are just now. */
class Room {
  readonly present: Person[] = []
  readonly #server: TestServer
  readonly #channel: string
  readonly #gone: Person[] = []
  #count = 0

  constructor(server: TestServer, channel: string) {
    this.#server = server
    this.#channel = channel
  }

  async fill(place: number): Promise<void> {
    this.#count += 1
    const person = new Person(this.#server.url, `p${this.#count}`, this.#channel, this.#server.clock)
    await person.arrive()
    this.present[place] = person
  }

  async take({ who, does }: Step): Promise<void> {
    const person = this.present[who]
    if (person === undefined) return
    const { presence } = person.channel
    this.#count += 1
    switch (does) {
      case 'enter':
      case 'update':
        person.state = this.#count
        return void presence[does](person.state)
      case 'leave':
        person.state = null
        return void presence.leave()
      case 'cut':
        return person.cut()
      case 'restore':
        return person.isCut ? person.restore() : undefined
      case 'blip':
        person.cut()
        return person.restore()
      case 'kill':
        person.cut()
        this.#gone.push(person)
        return this.fill(who)
      case 'close':
        await person.client.close()
        return this.fill(who)
      case 'detach':
        if (person.isCut) return undefined
        person.state = null
        await person.channel.detach()
        return person.arrive()
    }
  }

  /** Lets time pass in parts short enough for heartbeats, with everything said on the way. */
  async pass(milliseconds: number): Promise<void> {
    const { clock } = this.#server
    for (let left = milliseconds; left > 0; left -= 500) {
      clock.advance(Math.min(left, 500))
      await this.barrier()
    }
  }

  async barrier(): Promise<void> {
    // Twice: what the first one lets a client ask for, the second one lets it hear.
    for (let round = 0; round < 2; round += 1) await Promise.all(this.present.map((person) => person.barrier()))
  }

  /** Those who are connected are exact about themselves. */
  checkSelves(): void {
    // A notification may wait 16 ms.
    this.#server.clock.advance(16)
    for (const { isCut, state, client, channel } of this.present) {
      if (isCut) continue
      const { self } = channel.presence.members.getState()
      expect(self?.connections.map((it) => it.state) ?? [], `${client.clientId} of itself`).toEqual(
        state === null ? [] : [state],
      )
    }
  }

  /** Everybody who takes part, by client id. */
  expected(): ReadonlyMap<string, readonly unknown[]> {
    return new Map(
      this.present.flatMap(({ client, state }) => (state === null ? [] : [[client.clientId ?? '', [state]]])),
    )
  }

  async end(): Promise<void> {
    await Promise.all([...this.present, ...this.#gone].map(({ client }) => client.close()))
  }
}

async function settledServer(intervalAbove: number): Promise<TestServer> {
  const server = await startTestServer({ rules: { '*': { presence: { intervalAbove } } } })
  server.clock.advance(10_000)
  return server
}

/** Two seconds after the last decision of the server: interval, snapshot and notification lie within them. */
async function twoSeconds(room: Room, clock: ManualClock): Promise<void> {
  await room.pass(1_900)
  clock.advance(100)
}

describe('clients and server together, whatever happens to whom', () => {
  it.each([
    ['in every mode of telling', 2],
    ['on a channel that is always crowded', 0],
    ['on a channel that never is', 1_000],
  ])('hold exactly who is there 2 s later, and themselves at any time, %s', async (_, intervalAbove) => {
    const server = await settledServer(intervalAbove)
    let rooms = 0
    await assert(
      asyncProperty(array(step, { minLength: 1, maxLength: 20 }), async (steps) => {
        rooms += 1
        const room = new Room(server, `room:${rooms}`)
        try {
          for (let place = 0; place < places; place += 1) await room.fill(place)
          for (const each of steps) {
            await room.take(each)
            if (each.pause < 0) continue
            await room.barrier()
            await room.pass(each.pause)
            // An update may wait 50 ms before it leaves.
            if (each.pause >= 400) room.checkSelves()
          }
          for (const person of room.present) if (person.isCut) await person.restore()
          await room.barrier()
          await room.pass(10_000)
          await twoSeconds(room, server.clock)
          for (const person of room.present) expect(person.sees()).toEqual(room.expected())
          room.checkSelves()
        } finally {
          await room.end()
        }
      }),
      { numRuns: Number(process.env['PRESENCE_RUNS'] ?? 30) },
    )
  })
})
