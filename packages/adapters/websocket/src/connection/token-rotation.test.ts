import type { RealtimeError, TokenWish } from '@herenow/adapter'
import { adapterError } from '@herenow/adapter'
import { createTestClock, settled } from '@herenow/testing'
import { describe, expect, it } from 'vitest'
import { createTokenRotation } from './token-rotation.ts'

const second = 1_000
const forbidden: TokenWish = { reason: 'forbidden', channel: 'room' }

/** A rotation whose token function and service answer when the test says so. The first token lives 1,000 s. */
function setup() {
  const clock = createTestClock()
  const wishes: string[] = []
  const sent: string[] = []
  const told: string[] = []
  let give: ((token: string) => void) | null = null
  let withhold: ((error: RealtimeError) => void) | null = null
  const answers: { take: (life: number) => void; refuse: (error: RealtimeError) => void }[] = []
  const giveUp = (): void => {
    give = null
    withhold = null
  }
  const rotation = createTokenRotation({
    clock,
    tokens: {
      fetch({ reason }, take, fail) {
        wishes.push(reason)
        give = take
        withhold = fail
      },
      giveUp,
      accepted: () => {},
    },
    replace(token) {
      sent.push(token)
      return new Promise((take, refuse) => answers.push({ take, refuse }))
    },
    onError: ({ code }) => told.push(`reported ${code}`),
  })
  rotation.start(1_000 * second)
  /** Asks for a token by hand, and notes what becomes of that. */
  const ask = async (name: string, wish: TokenWish): Promise<void> => {
    const asked = rotation.now(wish)
    asked.then(
      () => told.push(`${name} has it`),
      (error: RealtimeError) => told.push(`${name} ${error.code}`),
    )
    await settled()
  }
  const fetched = async (token: string): Promise<void> => {
    give?.(token)
    await settled()
  }
  const fetchFails = async (error: RealtimeError): Promise<void> => {
    withhold?.(error)
    await settled()
  }
  const taken = async (index: number): Promise<void> => {
    answers[index]?.take(1_000 * second)
    await settled()
  }
  const refused = async (index: number): Promise<void> => {
    answers[index]?.refuse(adapterError('unauthorized', 'No.'))
    await settled()
  }
  return { clock, rotation, wishes, sent, told, ask, fetched, fetchFails, taken, refused }
}

describe('who asks for a token while another is with the service', () => {
  it('gets the token that is fetched for them, after the service took the other', async () => {
    const { clock, wishes, sent, told, ask, fetched, taken } = setup()
    await clock.advance(800 * second)
    await fetched('t1')
    await ask('room', forbidden)
    await taken(0)
    expect(told).toEqual([])
    await fetched('t2')
    expect(sent).toEqual(['t1', 't2'])
    await taken(1)
    expect(told).toEqual(['room has it'])
    expect(wishes).toEqual(['expiring', 'forbidden'])
  })

  it('gets it also after the service refused the other', async () => {
    const { clock, wishes, told, ask, fetched, taken, refused } = setup()
    await clock.advance(800 * second)
    await fetched('t1')
    await ask('room', forbidden)
    await refused(0)
    expect(told).toEqual(['reported unauthorized'])
    await fetched('t2')
    await taken(1)
    expect(told).toEqual(['reported unauthorized', 'room has it'])
    expect(wishes).toEqual(['expiring', 'forbidden'])
  })

  it('gets its own where the other was asked for by hand, for something else', async () => {
    const { wishes, told, ask, fetched, taken } = setup()
    await ask('user', { reason: 'expiring' })
    await fetched('t1')
    await ask('room', forbidden)
    await ask('room again', forbidden)
    await taken(0)
    expect(told).toEqual(['user has it'])
    await fetched('t2')
    await taken(1)
    expect(told).toEqual(['user has it', 'room has it', 'room again has it'])
    expect(wishes).toEqual(['expiring', 'forbidden'])
  })

  it('gets the error of its own fetch, and the token of the other is replaced when that is due', async () => {
    const { clock, wishes, told, ask, fetched, fetchFails, taken } = setup()
    await clock.advance(800 * second)
    await fetched('t1')
    await ask('room', forbidden)
    await taken(0)
    await fetchFails(adapterError('forbidden', 'Not for you.'))
    expect(told).toEqual(['room forbidden'])
    await clock.advance(800 * second - 1)
    expect(wishes).toEqual(['expiring', 'forbidden'])
    await clock.advance(1)
    expect(wishes).toEqual(['expiring', 'forbidden', 'expiring'])
  })

  it('is rejected when the connection is gone, and no fetch goes on', async () => {
    const { clock, rotation, wishes, told, ask, fetched, taken } = setup()
    await ask('user', { reason: 'expiring' })
    await fetched('t1')
    await ask('room', forbidden)
    rotation.stop()
    await taken(0)
    expect(told).toEqual(['user connection_closed', 'room connection_closed'])
    expect(wishes).toEqual(['expiring'])
    expect(clock.pending).toBe(0)
  })
})
