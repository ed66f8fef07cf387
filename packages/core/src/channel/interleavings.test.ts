import { createHub } from '@herenow/memory'
import type { ScriptedSession } from '@herenow/testing'
import { createTestEnv, scriptedAdapter, settled, silentLogger } from '@herenow/testing'
import { expect, it } from 'vitest'
import { createClient } from '../client/create-client.ts'
import type { Channel } from './channel.ts'

const steps = ['attach', 'detach', 'lease', 'release'] as const
type Step = (typeof steps)[number]

/** Every sequence of so many steps. */
function sequences(length: number): readonly (readonly Step[])[] {
  if (length === 0) return [[]]
  return sequences(length - 1).flatMap((before) => steps.map((step) => [...before, step]))
}

/** What somebody wants of a channel after some steps, told in the simplest way. */
class Wish {
  #isHeld = false
  #isStopped = false
  #leases = 0

  get isAttached(): boolean {
    return !this.#isStopped && (this.#isHeld || this.#leases > 0)
  }

  take(step: Step): void {
    if (step === 'release') this.#leases = Math.max(0, this.#leases - 1)
    if (step === 'lease') this.#leases += 1
    if (step === 'attach') this.#isHeld = true
    if (step === 'detach') this.#isHeld = false
    if (step !== 'release') this.#isStopped = step === 'detach'
  }
}

/** Plays steps on a channel in one turn; `between` runs after each. Returns what the promises came to. */
function play(
  channel: Channel,
  sequence: readonly Step[],
  between: (index: number) => void,
): { readonly wish: Wish; readonly settlements: Promise<readonly PromiseSettledResult<void>[]> } {
  const wish = new Wish()
  const promises: Promise<void>[] = []
  const leases: (() => void)[] = []
  for (const [index, step] of sequence.entries()) {
    wish.take(step)
    if (step === 'attach') promises.push(channel.attach())
    if (step === 'detach') promises.push(channel.detach())
    if (step === 'lease') leases.push(channel.lease())
    if (step === 'release') leases.pop()?.()
    between(index)
  }
  return { wish, settlements: Promise.allSettled(promises) }
}

/** What the service believes: it takes requests in the order in which they came. */
function isSubscribed({ calls }: ScriptedSession): boolean {
  return calls.findLast((call) => call.endsWith('tach room')) === 'attach room'
}

const everySequence = [1, 2, 3, 4, 5, 6].flatMap(sequences)

/** After which steps answers come, as bits, and how many steps there are at most. */
it.each([
  ['no answers between', 0b000000, 6],
  ['answers after each step', 0b111111, 6],
  ['answers after every second step', 0b010101, 5],
  ['answers after the others', 0b101010, 5],
] as const)(
  'follows the last wish in every order of attaching and detaching, with %s',
  { timeout: 120_000 },
  async (_, mask, longest) => {
    for (const sequence of everySequence.filter(({ length }) => length <= longest)) {
      const { env, clock } = createTestEnv()
      const adapter = scriptedAdapter()
      const client = createClient({ adapter, clientId: 'ana', env, log: silentLogger, lingerMs: 0 })
      client.connection.connect()
      const { session } = adapter
      session.connected()
      const channel = client.channel('room')
      const answer = (): void => session.grant('room', { epoch: 'e', offset: 0 })
      const { wish, settlements } = play(channel, sequence, (index) => {
        if (mask & (1 << index)) answer()
      })
      answer()
      await clock.advance(20)
      answer()
      const label = sequence.join(' ')
      const expected = wish.isAttached
        ? 'attached'
        : sequence.some((step) => step !== 'release' && step !== 'detach')
          ? 'detached'
          : 'initialized'
      expect(channel.state.getState().status, label).toBe(expected)
      expect(isSubscribed(session), label).toBe(wish.isAttached)
      for (const settlement of await settlements) {
        if (settlement.status === 'rejected')
          expect(settlement.reason, label).toMatchObject({ code: 'connection_closed' })
      }
    }
  },
)

it.each([false, true])(
  'hears what is published exactly while it is attached, after every order of steps on a service (offline at first: %s)',
  { timeout: 120_000 },
  async (isOffline) => {
    for (const sequence of everySequence.filter(({ length }) => length <= 4)) {
      const { env, clock } = createTestEnv()
      const hub = createHub()
      if (isOffline) hub.goOffline('ana')
      const client = createClient({ adapter: hub.adapter(), clientId: 'ana', env, log: silentLogger, lingerMs: 0 })
      const channel = client.channel('room')
      const heard: string[] = []
      channel.subscribe(({ id }) => heard.push(id))
      const { wish, settlements } = play(channel, sequence, () => {})
      await clock.advance(20)
      if (isOffline) hub.goOnline('ana')
      else hub.disconnect('ana')
      await clock.advance(1_000)
      const other = createClient({ adapter: hub.adapter(), clientId: 'ben', env, log: silentLogger })
      void other.channel('room').publish('said', 1, { id: 'm' })
      await clock.advance(20)
      expect(heard, sequence.join(' ')).toEqual(wish.isAttached ? ['m'] : [])
      await settlements
      void client.close()
      void other.close()
      await settled()
    }
  },
)
