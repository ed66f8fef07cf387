import type { Env } from '@herenow/adapter'
import type { Hub } from '@herenow/memory'
import { createHub } from '@herenow/memory'
import type { TestClock } from '@herenow/testing'
import { createTestEnv } from '@herenow/testing'
import { Person } from './person.ts'

/** A service and the people on it, in a time that stands still until it is moved. */
export class World {
  readonly hub: Hub = createHub()
  readonly env: Env
  readonly clock: TestClock
  /** The newest life of each. */
  readonly present: Person[]
  /** Every life, also those that have ended. */
  readonly everyone: Person[] = []
  #lastId = 0

  constructor(seed: number, names: readonly string[]) {
    const { env, clock } = createTestEnv({ seed })
    this.env = env
    this.clock = clock
    this.present = names.map((name) => this.#born(name))
  }

  nextId(): string {
    this.#lastId += 1
    return `m${this.#lastId}`
  }

  /** Closes someone's client for good; the same person comes with a new one. */
  async replace(index: number): Promise<void> {
    const person = this.present[index]
    if (person === undefined) return
    const closing = person.close()
    this.present[index] = this.#born(person.clientId)
    await this.clock.advance(0)
    void closing
  }

  /** Everything works again, and there is time to catch up. */
  async quiesce(): Promise<void> {
    this.hub.drop(0)
    this.hub.latency(0)
    this.hub.goOnline()
    this.hub.allow('room')
    for (const { clientId, disguise } of this.everyone) {
      this.hub.allow('room', clientId)
      disguise.isOn = false
    }
    await this.clock.advance(30_000)
    const recovering = Promise.all(this.present.map((person) => person.recover()))
    await this.clock.advance(60_000)
    await recovering
  }

  #born(name: string): Person {
    const person = new Person(name, this)
    this.everyone.push(person)
    return person
  }
}
