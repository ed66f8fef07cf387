import { array, assert, asyncProperty, constant, integer, oneof, record } from 'fast-check'
import { expect, it } from 'vitest'
import { idsOf, outgoingMessages } from '../testing/support/outgoing-messages.ts'
import type { RawClient } from '../testing/support/raw-client.ts'
import { startTestServer } from '../testing/support/test-server.ts'

const channel = 'room:a'
const step = oneof(
  record({
    kind: constant('publish' as const),
    count: integer({ min: 1, max: 250 }),
    size: integer({ min: 1, max: 3_000 }),
  }),
  record({ kind: constant('cut' as const) }),
  record({ kind: constant('come-back' as const) }),
  record({ kind: constant('wait' as const) }),
)

/** Somebody who comes and goes, and each time asks for what comes after the last message it has. */
class Follower {
  readonly seen: string[] = []
  #client: RawClient | null = null
  #since: { epoch: string; offset: number } | null = null

  async attach(client: RawClient): Promise<void> {
    this.#client = client
    const result = await client.result('attach', { type: 'attach', channel, since: this.#since ?? undefined })
    expect(result.recovered).toBe(this.#since !== null)
    this.#since ??= { epoch: result.epoch, offset: result.offset }
  }

  /** Takes what has arrived, then is gone without a word. */
  cut(): void {
    if (this.#client === null || this.#since === null) return
    const client = this.#client
    this.#client = null
    const offsets = client.all('message').map((item) => item.message.offset ?? 0)
    this.seen.push(...idsOf(client, channel))
    this.#since = { ...this.#since, offset: offsets.at(-1) ?? this.#since.offset }
    client.socket.terminate()
  }

  get isAway(): boolean {
    return this.#client === null
  }

  async hasSeen(count: number): Promise<void> {
    const client = this.#client
    await client?.until(() => this.seen.length + client.all('message').length >= count)
    await client?.barrier()
  }
}

it('shows every message exactly once and in order to who is cut off at any time', async () => {
  await assert(
    asyncProperty(array(step, { minLength: 1, maxLength: 12 }), async (steps) => {
      const { client, server } = await startTestServer({ limits: { bufferBytes: 300_000 } })
      const publisher = await client({ clientId: 'publisher' })
      const follower = new Follower()
      await follower.attach(await client())
      const published: string[] = []
      const answers: Promise<void>[] = []
      for (const current of steps) {
        if (current.kind === 'publish') {
          const ids = Array.from({ length: current.count }, (_, i) => `m${published.length + i}`)
          published.push(...ids)
          for (let start = 0; start < ids.length; start += 30) {
            const messages = outgoingMessages(ids.slice(start, start + 30), 'x'.repeat(current.size))
            answers.push(publisher.grant({ type: 'publish', channel, messages }))
          }
        } else if (current.kind === 'cut') {
          follower.cut()
        } else if (current.kind === 'come-back') {
          if (follower.isAway) await follower.attach(await client())
        } else {
          await publisher.barrier()
        }
      }
      await Promise.all(answers)
      if (follower.isAway) await follower.attach(await client())
      await follower.hasSeen(published.length)
      follower.cut()
      expect(follower.seen).toEqual(published)
      await server.close()
    }),
    { numRuns: 30 },
  )
})
