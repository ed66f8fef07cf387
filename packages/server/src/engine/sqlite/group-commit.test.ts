import { describe, expect, it } from 'vitest'
import { engineMessages, usualRetention } from '../../testing/engine-messages.ts'
import { ManualLoop } from '../../testing/support/manual-loop.ts'
import type { CallResult, StoreCall } from './group-commit.ts'
import { GroupCommit } from './group-commit.ts'

interface Bench {
  readonly loop: ManualLoop
  /** How many calls each commit had. */
  readonly groups: number[]
  readonly publish: (messages: number, size?: number) => Promise<unknown>
  readonly commits: GroupCommit
}

function bench(answer: (call: StoreCall) => CallResult = () => ({ outcomes: [], removed: false })): Bench {
  const loop = new ManualLoop()
  const groups: number[] = []
  const store = (calls: readonly StoreCall[]): readonly CallResult[] => {
    groups.push(calls.length)
    return calls.map(answer)
  }
  const commits = new GroupCommit(store, (callback) => loop.afterInput(callback))
  const publish = (count: number, size = 10): Promise<unknown> => {
    const messages = engineMessages(count).map((message) => ({ ...message, draft: 'x'.repeat(size) }))
    return commits.add({ channel: 'room:a', messages, retention: usualRetention, durability: 'os' })
  }
  return { loop, groups, publish, commits }
}

describe('a group commit', () => {
  it('takes all publishes of one turn, and waits for nothing but its end', async () => {
    const { loop, groups, publish } = bench()
    const all = Promise.all([publish(1), publish(1), publish(1)])
    expect(groups).toEqual([])
    loop.endTurn()
    expect(groups).toEqual([3])
    await all
    expect(loop.endTurn()).toBe(0)
  })

  it('is bounded in messages: the rest goes with the next turns', () => {
    const { loop, groups, publish } = bench()
    for (let call = 0; call < 300; call += 1) void publish(2)
    while (loop.endTurn() > 0);
    expect(groups).toEqual([50, 50, 50, 50, 50, 50])
  })

  it('is bounded in size, but never without a call', () => {
    const { loop, groups, publish } = bench()
    for (let call = 0; call < 3; call += 1) void publish(1, 2_000_000)
    for (let call = 0; call < 3; call += 1) void publish(1, 600_000)
    while (loop.endTurn() > 0);
    expect(groups).toEqual([1, 1, 1, 2, 1])
  })

  it('refuses for now what comes while 64 MiB are waiting, and takes it again afterwards', async () => {
    const { loop, groups, publish } = bench()
    const waiting = Promise.all([publish(1, 40_000_000), publish(1, 40_000_000)])
    await expect(publish(1)).rejects.toMatchObject({ code: 'server_error', retryable: true })
    loop.endTurn()
    loop.endTurn()
    await waiting
    const later = publish(1)
    loop.endTurn()
    await expect(later).resolves.toMatchObject({ outcomes: [] })
    expect(groups).toEqual([1, 1, 1])
  })

  it('settles in the order of calls, also where some fail', async () => {
    let calls = 0
    const { loop, publish } = bench(() => {
      calls += 1
      return calls % 2 === 0 ? { error: new Error(`call ${calls}`) } : { outcomes: [], removed: false }
    })
    const settled: string[] = []
    const all = [1, 2, 3, 4].map((number) =>
      publish(1).then(
        () => settled.push(`${number} stored`),
        (error: Error) => settled.push(`${number} ${error.message}`),
      ),
    )
    loop.endTurn()
    await Promise.all(all)
    expect(settled).toEqual(['1 stored', '2 call 2', '3 stored', '4 call 4'])
  })

  it('can be told to store at once all that waits', async () => {
    const { groups, publish, commits, loop } = bench()
    const all = Promise.all(Array.from({ length: 300 }, () => publish(1)))
    commits.flush()
    await all
    expect(groups).toEqual([100, 100, 100])
    loop.endTurn()
    expect(groups).toEqual([100, 100, 100])
  })
})
