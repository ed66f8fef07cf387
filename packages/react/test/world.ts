import { createClient } from '@herenow/core'
import type { Client, ClientOptions } from '@herenow/core'
import { createHub } from '@herenow/memory'
import type { Hub } from '@herenow/memory'
import { createTestEnv, recordingLogger } from '@herenow/testing'
import type { RecordingLogger, TestEnv } from '@herenow/testing'
import { recordCalls } from './record-calls.ts'

export interface Person {
  readonly client: Client
  /** What the client asked of the service. */
  readonly calls: string[]
  /** What it told the developer. */
  readonly log: RecordingLogger
  /** The page that the client lives on. */
  readonly page: TestEnv
}

export interface World {
  readonly hub: Hub
  /** A client of the hub, on a page of its own whose clock stands still. */
  person(clientId: string, options?: Partial<ClientOptions>): Person
  /** Lets time pass for everyone, in milliseconds. By default enough for every paced notification. */
  pass(milliseconds?: number): Promise<void>
  close(): Promise<void>
}

/** A service with people on it. Nothing happens in it unless the test lets time pass. */
export function createWorld(): World {
  const hub = createHub()
  const people: Person[] = []
  return {
    hub,
    person(clientId, options) {
      const page = createTestEnv()
      const log = recordingLogger()
      const { adapter, calls } = recordCalls(hub.adapter())
      const client = createClient({ adapter, clientId, info: { name: clientId }, env: page.env, log, ...options })
      const person = { client, calls, log, page }
      people.push(person)
      return person
    },
    async pass(milliseconds = 100) {
      // In small steps, each in turn: what one person's clock sets off may concern the next.
      const step = milliseconds / 50
      for (let passed = 0; passed < 50; passed += 1) {
        for (const { page } of people) await page.clock.advance(step)
      }
    },
    async close() {
      await Promise.all(people.map(({ client }) => client.close()))
    },
  }
}
