import { array, assert, asyncProperty, boolean, constant, constantFrom, integer, oneof, record } from 'fast-check'
import { settled } from '@herenow/testing'
import { describe, expect, it } from 'vitest'
import type { PresenceRequest, PresenceWish } from './desired-presence.ts'
import { createDesiredPresence } from './desired-presence.ts'
import { RealtimeError } from './error.ts'

const gone = new RealtimeError({ code: 'connection_closed', message: 'Gone.', retryable: true })
const busy = new RealtimeError({ code: 'rate_limited', message: 'Later.', retryable: true })
const no = new RealtimeError({ code: 'forbidden', message: 'No.' })

/** A service that answers when the test says so. */
function setup() {
  let isConnected = true
  let pending: PresenceRequest[] = []
  const asked: string[] = []
  const desired = createDesiredPresence({
    isConnected: () => isConnected,
    request(request) {
      pending.push(request)
      asked.push(`${request.channel} ${request.action} ${String(request.wish.state)}`)
    },
  })
  function answer(how: (request: PresenceRequest) => void): void {
    const answered = pending
    pending = []
    answered.forEach(how)
  }
  return {
    desired,
    asked,
    answer,
    grant: () => answer(({ granted }) => granted()),
    drop: () => {
      isConnected = false
      answer(({ lost }) => lost(gone))
    },
    connect: (stands: (wish: PresenceWish) => boolean) => {
      isConnected = true
      desired.connected(stands)
    },
  }
}

/** A service that has forgotten everything: only what was left is as wished. */
const onFreshConnection = (wish: PresenceWish): boolean => wish.action === 'leave'

describe('a wish', () => {
  it('is asked for at once, and resolves with the answer', async () => {
    const { desired, asked, grant } = setup()
    const entered = desired.set('a', 'enter', 1)
    expect(asked).toEqual(['a enter 1'])
    grant()
    await entered
  })

  it('is replaced by a later one while there is no connection, and everybody who made one is answered', async () => {
    const { desired, asked, drop, connect, grant } = setup()
    drop()
    const made = [desired.set('a', 'enter', 1), desired.set('a', 'update', 2), desired.set('b', 'enter', 1)]
    expect(asked).toEqual([])
    connect(onFreshConnection)
    expect(asked).toEqual(['a enter 2', 'b enter 1'])
    grant()
    await Promise.all(made)
  })

  it('whose answer was lost is asked for again, and a newer one takes its place with all who wait', async () => {
    const { desired, asked, drop, connect, grant } = setup()
    const first = desired.set('a', 'enter', 1)
    drop()
    const second = desired.set('a', 'update', 2)
    connect(() => false)
    expect(asked).toEqual(['a enter 1', 'a enter 2'])
    grant()
    await Promise.all([first, second])
  })

  it('is asked for again on every new connection that does not have it', () => {
    const { desired, asked, grant, drop, connect } = setup()
    void desired.set('a', 'enter', 1)
    grant()
    drop()
    connect(() => true)
    expect(asked).toHaveLength(1)
    drop()
    connect(onFreshConnection)
    expect(asked).toEqual(['a enter 1', 'a enter 1'])
  })

  it('can be looked up until it is forgotten', () => {
    const { desired } = setup()
    void desired.set('a', 'enter', 1)
    expect(desired.wish('a')).toMatchObject({ action: 'enter', state: 1 })
    desired.forget('a', gone)
    expect(desired.wish('a')).toBeUndefined()
  })

  it('for a channel name that can’t be one is refused before the service is asked', async () => {
    const { desired, asked } = setup()
    await expect(desired.set('a b', 'enter', 1)).rejects.toMatchObject({ code: 'invalid_argument' })
    expect(asked).toEqual([])
  })
})

describe('leaving', () => {
  it('ends the wish once the service has confirmed it', () => {
    const { desired, asked, grant, drop, connect } = setup()
    void desired.set('a', 'enter', 1)
    desired.leave('a')
    grant()
    desired.leave('a')
    drop()
    connect(() => false)
    expect(asked).toEqual(['a enter 1', 'a leave null'])
  })

  it('needs no request if we are not present any more', async () => {
    const { desired, asked, drop, connect } = setup()
    drop()
    const left = desired.set('a', 'leave', null)
    connect(onFreshConnection)
    await left
    connect(() => false)
    expect(asked).toEqual([])
  })
})

describe('a refusal', () => {
  it('reaches everybody who waits, returns that somebody was told, and ends the wish', async () => {
    const { desired, asked, answer, connect } = setup()
    const entered = desired.set('a', 'enter', 1)
    answer(({ refused }) => expect(refused(no)).toBe(true))
    await expect(entered).rejects.toBe(no)
    connect(() => false)
    expect(asked).toHaveLength(1)
  })

  it('returns that nobody was told if the wish was repeated after a drop', () => {
    const { desired, grant, drop, connect, answer } = setup()
    void desired.set('a', 'enter', 1)
    grant()
    drop()
    connect(onFreshConnection)
    answer(({ refused }) => expect(refused(no)).toBe(false))
  })

  it('that is retryable keeps the wish for the next connection', async () => {
    const { desired, asked, answer, drop, connect } = setup()
    const entered = desired.set('a', 'enter', 1)
    answer(({ refused }) => refused(busy))
    await expect(entered).rejects.toBe(busy)
    drop()
    connect(onFreshConnection)
    expect(asked).toEqual(['a enter 1', 'a enter 1'])
  })

  it('of a wish that a newer one has replaced leaves the newer one', async () => {
    const { desired, asked, answer, connect } = setup()
    const entered = desired.set('a', 'enter', 1)
    const updated = desired.set('a', 'update', 2)
    answer(({ wish, granted, refused }) => (wish.state === 1 ? refused(no) : granted()))
    await expect(entered).rejects.toBe(no)
    await updated
    connect(() => false)
    expect(asked.at(-1)).toBe('a enter 2')
  })
})

it('forgets a presence that the service has ended, and rejects a call whose answer is lost after that', async () => {
  const { desired, asked, drop, connect } = setup()
  const entered = desired.set('a', 'enter', 1)
  desired.forget('a', no)
  drop()
  await expect(entered).rejects.toBe(gone)
  connect(() => false)
  expect(asked).toHaveLength(1)
})

it('rejects who waits for a connection when the channel is forgotten meanwhile', async () => {
  const { desired, asked, drop, connect } = setup()
  const entered = desired.set('a', 'enter', 1)
  drop()
  const updated = desired.set('a', 'update', 2)
  desired.forget('a', no)
  await expect(entered).rejects.toBe(no)
  await expect(updated).rejects.toBe(no)
  connect(() => false)
  expect(asked).toEqual(['a enter 1'])
})

it('rejects everybody who waits when the session fails, and keeps the wishes for a later connection', async () => {
  const { desired, asked, drop, connect } = setup()
  const entered = desired.set('a', 'enter', 1)
  drop()
  desired.fail(no)
  await expect(entered).rejects.toBe(no)
  connect(onFreshConnection)
  expect(asked).toEqual(['a enter 1', 'a enter 1'])
})

it('ends in the state wished last and settles every promise, whatever is lost, refused for now or forgotten by the service', async () => {
  const channel = constantFrom('a', 'b')
  const anyStep = oneof(
    record({
      type: constant('set' as const),
      channel,
      action: constantFrom('enter' as const, 'update' as const, 'leave' as const),
      state: integer(),
    }),
    record({ type: constant('leave' as const), channel }),
    record({ type: constant('answer' as const), isBusy: boolean() }),
    // `done`: the service has done what it was asked, and only the answer was lost.
    record({ type: constant('reconnect' as const), resumed: boolean(), done: boolean(), goesAway: boolean() }),
  )
  await assert(
    asyncProperty(array(anyStep), boolean(), async (steps, asksForAll) => {
      const { desired, answer, drop, connect } = setup()
      const present = new Map<string, unknown>()
      const wished = new Map<string, unknown>()
      let waiting = 0
      const count = (promise: Promise<void>): void => {
        waiting += 1
        const settle = (): void => void (waiting -= 1)
        promise.then(settle, settle)
      }
      let granted = new WeakSet<PresenceWish>()
      const carryOut = ({ channel: name, action, wish }: PresenceRequest): void => {
        if (action === 'leave') present.delete(name)
        else present.set(name, wish.state)
      }
      const grant = (request: PresenceRequest): void => {
        carryOut(request)
        granted.add(request.wish)
        request.granted()
      }
      const reconnect = (resumed: boolean): void => {
        if (!resumed) {
          present.clear()
          granted = new WeakSet()
        }
        connect((wish) => !asksForAll && (resumed ? granted.has(wish) : wish.action === 'leave'))
      }
      for (const step of steps) {
        switch (step.type) {
          case 'set':
            count(desired.set(step.channel, step.action, step.state))
            if (step.action === 'leave') wished.delete(step.channel)
            else wished.set(step.channel, step.state)
            break
          case 'leave':
            desired.leave(step.channel)
            wished.delete(step.channel)
            break
          case 'answer':
            answer((request) => (step.isBusy ? request.refused(busy) : grant(request)))
            break
          case 'reconnect':
            if (step.done) answer((request) => (carryOut(request), request.lost(gone)))
            drop()
            if (!step.goesAway) reconnect(step.resumed)
            break
        }
      }
      drop()
      reconnect(true)
      answer(grant)
      expect(Object.fromEntries(present)).toEqual(Object.fromEntries(wished))
      await settled()
      expect(waiting).toBe(0)
    }),
  )
})
